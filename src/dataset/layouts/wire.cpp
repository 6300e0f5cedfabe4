#include "dataset/layouts/wire.h"

#include <array>

namespace tinsmith::dataset {
namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78;  // 0x1EDC6F41, bits reversed
constexpr std::uint32_t kMaskOffset = 0xA282EAD8;

constexpr std::array<std::uint32_t, 256> kTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? value >> 1 ^ kPolynomial : value >> 1;
    table[i] = value;
  }
  return table;
}();

enum class Wire : std::uint8_t { Varint = 0, Fixed64 = 1, Bytes = 2, Fixed32 = 5 };

Result<std::uint64_t> read_varint(ByteReader& reader) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 64; shift += 7) {
    TRY(const auto byte, reader.read<std::uint8_t>());
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return fail(Fault::Corrupt, "a number at offset {} does not end", reader.position());
}

struct Field {
  std::uint32_t number = 0;
  Wire wire = Wire::Varint;
  std::uint64_t value = 0;  // for Varint
  ByteView bytes;           // for the other types
};

Result<Field> read_field(ByteReader& reader) {
  TRY(const std::uint64_t key, read_varint(reader));
  Field field{static_cast<std::uint32_t>(key >> 3), static_cast<Wire>(key & 7), 0, {}};
  switch (field.wire) {
    case Wire::Varint: {
      TRY(field.value, read_varint(reader));
      return field;
    }
    case Wire::Fixed64: {
      TRY(field.bytes, reader.take(8));
      return field;
    }
    case Wire::Fixed32: {
      TRY(field.bytes, reader.take(4));
      return field;
    }
    case Wire::Bytes: {
      TRY(const std::uint64_t count, read_varint(reader));
      TRY(field.bytes, reader.take(count));
      return field;
    }
  }
  return fail(Fault::Corrupt, "a field at offset {} has the unknown kind {}", reader.position(), key & 7);
}

// Calls `take(field)`, which returns Result<Done>, for every field of a message.
template <class Take>
Result<Done> for_each_field(ByteView message, Take take) {
  ByteReader reader(message);
  while (!reader.at_end()) {
    TRY(const Field field, read_field(reader));
    TRY_DONE(take(field));
  }
  return Done{};
}

Result<Done> take_float(const Field& field, Feature& feature) {
  if (field.wire == Wire::Varint || field.bytes.size() % sizeof(float) != 0)
    return fail(Fault::Corrupt, "a list of floats has {} bytes", field.bytes.size());
  const auto values = values_of<float>(field.bytes);
  feature.floats.insert(feature.floats.end(), values.begin(), values.end());
  return Done{};
}

Result<Done> take_whole(const Field& field, Feature& feature) {
  if (field.wire == Wire::Varint) {
    feature.whole_numbers.push_back(static_cast<std::int64_t>(field.value));
    return Done{};
  }
  ByteReader reader(field.bytes);
  while (!reader.at_end()) {
    TRY(const std::uint64_t value, read_varint(reader));
    feature.whole_numbers.push_back(static_cast<std::int64_t>(value));
  }
  return Done{};
}

// message Feature { oneof { BytesList bytes = 1; FloatList floats = 2; Int64List whole = 3; } }, each
// "repeated … = 1".
Result<Feature> parse_feature(ByteView message) {
  Feature feature;
  TRY_DONE(for_each_field(message, [&](const Field& list) {
    return for_each_field(list.bytes, [&](const Field& value) -> Result<Done> {
      if (value.number != 1) return Done{};
      if (list.number == 2) return take_float(value, feature);
      if (list.number == 3) return take_whole(value, feature);
      feature.texts.push_back(value.bytes);
      return Done{};
    });
  }));
  return feature;
}

// Adds one entry of a map: key = 1, value = 2.
Result<Done> take_entry(ByteView message, Example& example) {
  std::string_view key;
  ByteView value;
  TRY_DONE(for_each_field(message, [&](const Field& half) -> Result<Done> {
    if (half.number == 1) key = as_text(half.bytes);
    if (half.number == 2) value = half.bytes;
    return Done{};
  }));
  TRY(example[key], parse_feature(value));
  return Done{};
}

}  // namespace

std::uint32_t crc32c(ByteView bytes) {
  std::uint32_t value = 0xFFFFFFFF;
  for (const std::byte byte : bytes)
    value = kTable[(value ^ std::to_integer<std::uint32_t>(byte)) & 0xff] ^ value >> 8;
  return ~value;
}

std::uint32_t masked_crc32c(ByteView bytes) {
  const std::uint32_t value = crc32c(bytes);
  return (value >> 15 | value << 17) + kMaskOffset;
}

Result<std::uint64_t> record_length(ByteView head) {
  ByteReader reader(head);
  TRY(const auto length, reader.read<std::uint64_t>());
  TRY(const auto checksum, reader.read<std::uint32_t>());
  if (checksum != masked_crc32c(head.first(sizeof(length))))
    return fail(Fault::Corrupt, "a record's length does not match its checksum");
  if (length > kMaxRecord_bytes)
    return fail(Fault::Corrupt, "a record has {} bytes; at most {} are allowed", length, kMaxRecord_bytes);
  return length;
}

// message Example { Features features = 1; }  message Features { map<string, Feature> feature = 1; }
Result<Example> parse_example(ByteView record) {
  Example example;
  TRY_DONE(for_each_field(record, [&](const Field& features) {
    return for_each_field(features.number == 1 ? features.bytes : ByteView(),
                          [&](const Field& entry) { return take_entry(entry.bytes, example); });
  }));
  return example;
}

}  // namespace tinsmith::dataset
