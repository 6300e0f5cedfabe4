#include "devices/esp_image.h"

#include <sodium.h>

#include <algorithm>

namespace tinsmith::devices {
namespace {

constexpr std::size_t kProgramHead_bytes = 24, kPartHead_bytes = 8, kHash_bytes = crypto_hash_sha256_BYTES;
constexpr std::size_t kMaxParts = 16, kChecksumGrid_bytes = 16;
constexpr std::uint16_t kChipEsp32S3 = 9;
constexpr std::uint32_t kDescriptionMark = 0xABCD5432;
constexpr std::size_t kDescriptionVersion = 16, kDescriptionName = 48, kDescriptionText_bytes = 32;
constexpr std::size_t kEntry_bytes = 32, kLabel_bytes = 16;
constexpr std::byte kProgramMark{0xE9};

// A text with zeros at its end, as C has it.
std::string text_at(ByteView bytes, std::size_t offset, std::size_t count) {
  const auto text = as_text(bytes.subspan(offset, count));
  return std::string(text.substr(0, text.find('\0')));
}

template <class Number>
Number number_at(ByteView bytes, std::size_t offset) {
  return values_of<Number>(bytes.subspan(offset, sizeof(Number)))[0];
}

template <class Number>
void append_number(Bytes& bytes, Number number) {
  const auto view = std::as_bytes(std::span(&number, 1));
  bytes.insert(bytes.end(), view.begin(), view.end());
}

void append_text(Bytes& bytes, std::string_view text, std::size_t count) {
  std::string padded(text.substr(0, count));
  padded.resize(count);
  const auto view = as_bytes(padded);
  bytes.insert(bytes.end(), view.begin(), view.end());
}

void describe(ByteView part, EspProgram& program) {
  if (part.size() < kDescriptionName + kDescriptionText_bytes) return;
  if (number_at<std::uint32_t>(part, 0) != kDescriptionMark) return;
  program.version = text_at(part, kDescriptionVersion, kDescriptionText_bytes);
  program.name = text_at(part, kDescriptionName, kDescriptionText_bytes);
}

Bytes hash_of_program(ByteView bytes) {
  Bytes hash(kHash_bytes);
  crypto_hash_sha256(reinterpret_cast<unsigned char*>(hash.data()),
                     reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  return hash;
}

Error no_program() {
  return fail(Fault::Corrupt, "this is no program for the ESP32-S3: it does not begin with the head of one");
}

}  // namespace

Result<EspProgram> read_esp_program(ByteView bytes) {
  constexpr std::size_t kPartCount = 1, kChip = 12, kHasHash = 23;
  if (bytes.size() < kProgramHead_bytes || bytes[0] != kProgramMark) return no_program();
  if (const auto chip = number_at<std::uint16_t>(bytes, kChip); chip != kChipEsp32S3)
    return fail(Fault::Unsupported,
                "this program is for another chip than the ESP32-S3 (number {}; {} is expected)", chip,
                kChipEsp32S3);
  const auto parts = std::to_integer<std::size_t>(bytes[kPartCount]);
  if (parts == 0 || parts > kMaxParts) return no_program();
  ByteReader reader(bytes);
  TRY_DONE(reader.seek(kProgramHead_bytes));
  EspProgram program;
  std::byte sum{0xEF};
  for (std::size_t i = 0; i < parts; ++i) {
    TRY(const auto head, reader.take(kPartHead_bytes));
    TRY(const auto part, reader.take(number_at<std::uint32_t>(head, sizeof(std::uint32_t))));
    for (const std::byte byte : part) sum ^= byte;
    if (i == 0) describe(part, program);
  }
  const std::size_t summed =
      reader.position() / kChecksumGrid_bytes * kChecksumGrid_bytes + kChecksumGrid_bytes;
  TRY_DONE(reader.seek(summed - 1));
  TRY(const auto checksum, reader.take(1));
  if (checksum[0] != sum) return fail(Fault::Corrupt, "the program is damaged: its checksum differs");
  program.size_bytes = summed;
  if (bytes[kHasHash] == std::byte{0}) return program;
  TRY(const auto hash, reader.take(kHash_bytes));
  program.size_bytes += kHash_bytes;
  if (std::ranges::equal(hash, hash_of_program(bytes.first(summed)))) return program;
  return fail(Fault::Corrupt, "the program is damaged: its SHA-256 differs");
}

Result<std::vector<Partition>> read_partition_table(ByteView bytes) {
  constexpr std::uint16_t kEntryMark = 0x50AA;
  constexpr std::size_t kOffset = 4, kSize = 8, kLabel = 12;
  std::vector<Partition> table;
  for (; bytes.size() >= kEntry_bytes; bytes = bytes.subspan(kEntry_bytes)) {
    const ByteView entry = bytes.first(kEntry_bytes);
    if (number_at<std::uint16_t>(entry, 0) != kEntryMark) break;
    table.push_back({std::to_integer<std::uint8_t>(entry[2]), std::to_integer<std::uint8_t>(entry[3]),
                     number_at<std::uint32_t>(entry, kOffset), number_at<std::uint32_t>(entry, kSize),
                     text_at(entry, kLabel, kLabel_bytes)});
  }
  if (table.empty()) return fail(Fault::Corrupt, "this is no partition table: it has no entry");
  return table;
}

std::optional<Dialect> sscma_line_of(const std::vector<Partition>& table) {
  const auto has = [&](std::uint8_t type, std::uint32_t offset) {
    return std::any_of(table.begin(), table.end(),
                       [&](const Partition& one) { return one.type == type && one.offset == offset; });
  };
  if (!has(1, kModelsOffset)) return std::nullopt;
  if (has(0, kProgramOffsetV1)) return Dialect::V1;
  if (has(0, kProgramOffsetV2)) return Dialect::V2;
  return std::nullopt;
}

std::vector<StoredModel> models_in_flash(Dialect firmware, ByteView place) {
  constexpr std::size_t kGrid_bytes = 1024, kGridV2_bytes = 4096, kHead_bytes = 8, kMark = 4;
  constexpr std::string_view kFileMark = "TFL3", kHeadMark = "LHT";
  constexpr std::size_t kMaxSlots = 15;
  const std::size_t grid = firmware == Dialect::V1 ? kGrid_bytes : kGridV2_bytes;
  const auto is_file = [&](std::size_t at) {
    return at + kHead_bytes <= place.size() &&
           as_text(place.subspan(at + kMark, kFileMark.size())) == kFileMark;
  };
  std::vector<StoredModel> models;
  for (std::size_t at = 0; at + kHead_bytes <= place.size() && models.size() < kMaxSlots; at += grid) {
    if (is_file(at)) {
      models.push_back({static_cast<std::int32_t>(models.size() + 1), at, place.subspan(at)});
    } else if (firmware == Dialect::V1 && as_text(place.subspan(at, kHeadMark.size())) == kHeadMark &&
               is_file(at + kHead_bytes)) {
      const auto byte = [&](std::size_t i) { return std::to_integer<std::size_t>(place[at + i]); };
      const std::size_t size = byte(4) << 16 | byte(5) << 8 | byte(6);
      const ByteView rest = place.subspan(at + kHead_bytes);
      models.push_back({static_cast<std::int32_t>(byte(3) >> 4), at + kHead_bytes,
                        rest.first(std::min(size, rest.size()))});
    }
  }
  return models;
}

Bytes make_esp_program(const std::string& name, const std::string& version) {
  constexpr std::uint32_t kMappedAddress = 0x3C000020;
  constexpr std::size_t kPart_bytes = 256;
  Bytes part;
  append_number(part, name.empty() ? 0 : kDescriptionMark);
  part.resize(kDescriptionVersion);
  append_text(part, version, kDescriptionText_bytes);
  append_text(part, name, kDescriptionText_bytes);
  part.resize(kPart_bytes);
  Bytes program{kProgramMark, std::byte{1}, std::byte{2}, std::byte{0x3F}};
  program.resize(12);
  append_number(program, kChipEsp32S3);
  program.resize(kProgramHead_bytes);
  program.back() = std::byte{1};  // has a hash
  append_number(program, kMappedAddress);
  append_number(program, static_cast<std::uint32_t>(part.size()));
  program.insert(program.end(), part.begin(), part.end());
  std::byte sum{0xEF};
  for (const std::byte byte : part) sum ^= byte;
  program.resize(program.size() / kChecksumGrid_bytes * kChecksumGrid_bytes + kChecksumGrid_bytes);
  program.back() = sum;
  const Bytes hash = hash_of_program(program);
  program.insert(program.end(), hash.begin(), hash.end());
  return program;
}

Bytes make_sscma_table(Dialect firmware) {
  Bytes table;
  const auto add = [&](std::uint8_t type, std::uint8_t subtype, std::uint32_t offset, std::uint32_t size,
                       std::string_view label) {
    append_number<std::uint16_t>(table, 0x50AA);
    append_number(table, type);
    append_number(table, subtype);
    append_number(table, offset);
    append_number(table, size);
    append_text(table, label, kLabel_bytes + 4);
  };
  if (firmware == Dialect::V1) {
    add(0, 0, kProgramOffsetV1, 0x3BC000, "factory");
    add(1, 2, 0x3CC000, 0x4000, "nvs");
  } else {
    add(1, 2, 0x9000, 0x30000, "nvs");
    add(0, 0, kProgramOffsetV2, 0x390000, "factory");
  }
  add(1, 0x82, kSettingsOffset, kSettings_bytes, "db");
  add(1, 0x40, kModelsOffset, kModels_bytes, "models");
  table.resize(kTable_bytes, std::byte{0xFF});
  return table;
}

}  // namespace tinsmith::devices
