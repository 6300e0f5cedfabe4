#include "formats/weights/safetensors.h"

#include <algorithm>
#include <tuple>

#include "base/json.h"
#include "formats/float16.h"

namespace tinsmith::formats {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxHeader_bytes = 100'000'000;  // the limit of the format itself
constexpr int kMaxHeaderDepth = 4;                       // header, tensor, array, number

struct TypeRow {
  StoredType type;
  std::string_view name;
  std::size_t bytes;
};
constexpr TypeRow kTypes[] = {
    {StoredType::F64, "F64", 8},   {StoredType::F32, "F32", 4}, {StoredType::F16, "F16", 2},
    {StoredType::BF16, "BF16", 2}, {StoredType::I64, "I64", 8}, {StoredType::I32, "I32", 4},
    {StoredType::I16, "I16", 2},   {StoredType::I8, "I8", 1},   {StoredType::U8, "U8", 1},
    {StoredType::Bool, "BOOL", 1},
};

const TypeRow& row_of(StoredType type) {
  return kTypes[static_cast<std::size_t>(type)];
}

Result<json> parse_header(ByteView bytes) {
  json header = parse_json(as_text(bytes), kMaxHeaderDepth);
  if (!header.is_object()) return fail(Fault::Corrupt, "its header is not a JSON object of tensors");
  return header;
}

struct Place {
  StoredTensor tensor;
  std::uint64_t begin = 0, end = 0;
};

Result<std::vector<std::int64_t>> shape_of(const json& entry, std::uint64_t limit) {
  std::vector<std::int64_t> shape;
  if (!entry.contains("shape") || !entry["shape"].is_array()) return fail(Fault::Corrupt, "it has no shape");
  std::uint64_t count = 1;
  for (const json& size : entry["shape"]) {
    if (!size.is_number_unsigned()) return fail(Fault::Corrupt, "its shape is {}", entry["shape"].dump());
    const auto value = size.get<std::uint64_t>();
    if (value > limit || (value != 0 && count > limit / value))
      return fail(Fault::Corrupt, "its shape {} is larger than the file", entry["shape"].dump());
    count *= value;
    shape.push_back(static_cast<std::int64_t>(value));
  }
  return shape;
}

Result<Place> place_of(const std::string& name, const json& entry, std::uint64_t data_bytes) {
  Place place;
  place.tensor.name = name;
  const auto type = entry.is_object() && entry.contains("dtype") && entry["dtype"].is_string()
                        ? entry["dtype"].get<std::string>()
                        : std::string();
  const auto row =
      std::find_if(std::begin(kTypes), std::end(kTypes), [&](const TypeRow& r) { return r.name == type; });
  if (row == std::end(kTypes)) return fail(Fault::Unsupported, "its type is '{}'", type);
  place.tensor.type = row->type;
  TRY(place.tensor.shape, shape_of(entry, data_bytes));
  const auto offsets = entry.find("data_offsets");
  if (offsets == entry.end() || !offsets->is_array() || offsets->size() != 2 ||
      !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned())
    return fail(Fault::Corrupt, "it has no pair of data_offsets");
  place.begin = (*offsets)[0].get<std::uint64_t>();
  place.end = (*offsets)[1].get<std::uint64_t>();
  std::uint64_t needed = row->bytes;
  for (const std::int64_t size : place.tensor.shape) needed *= static_cast<std::uint64_t>(size);
  if (place.begin > place.end || place.end > data_bytes || place.end - place.begin != needed)
    return fail(Fault::Corrupt, "its bytes are {} to {} of {}; its shape and type need {}", place.begin,
                place.end, data_bytes, needed);
  return place;
}

template <class T>
std::vector<float> converted(ByteView bytes) {
  const auto values = values_of<T>(bytes);
  std::vector<float> floats(values.size());
  std::transform(values.begin(), values.end(), floats.begin(),
                 [](T value) { return static_cast<float>(value); });
  return floats;
}

}  // namespace

std::string_view name_of(StoredType type) {
  return row_of(type).name;
}
std::size_t size_bytes(StoredType type) {
  return row_of(type).bytes;
}

const StoredTensor* TensorFile::find(std::string_view name) const {
  const auto found =
      std::find_if(tensors.begin(), tensors.end(), [&](const StoredTensor& t) { return t.name == name; });
  return found == tensors.end() ? nullptr : &*found;
}

Result<TensorFile> read_safetensors(ByteView bytes) {
  ByteReader reader(bytes);
  TRY(const auto header_bytes, reader.read<std::uint64_t>());
  if (header_bytes > kMaxHeader_bytes || header_bytes > reader.left())
    return fail(Fault::Corrupt, "its header would have {} bytes; {} are left", header_bytes, reader.left());
  TRY(const auto header_view, reader.take(header_bytes));
  TRY(const auto header, parse_header(header_view));
  const ByteView data = bytes.subspan(reader.position());
  TensorFile file;
  std::vector<Place> places;
  for (const auto& [name, entry] : header.items()) {
    if (name == "__metadata__") {
      for (const auto& [key, value] : entry.items())
        if (value.is_string()) file.metadata[key] = value.get<std::string>();
      continue;
    }
    TRY(auto place, place_of(name, entry, data.size()).during(fmt::format("tensor '{}'", name)));
    places.push_back(std::move(place));
  }
  // Empty tensors first, because they may have the same offset as another tensor.
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
  });
  std::uint64_t covered = 0;
  for (Place& place : places) {
    if (place.begin < covered)
      return fail(Fault::Corrupt, "tensor '{}' shares bytes with another", place.tensor.name);
    covered = place.end;
    const ByteView part = data.subspan(place.begin, place.end - place.begin);
    place.tensor.data.assign(part.begin(), part.end());
    file.tensors.push_back(std::move(place.tensor));
  }
  return file;
}

Bytes write_safetensors(const TensorFile& file) {
  json header = json::object();
  if (!file.metadata.empty()) header["__metadata__"] = file.metadata;
  std::uint64_t offset = 0;
  for (const StoredTensor& tensor : file.tensors) {
    std::uint64_t needed = size_bytes(tensor.type);
    for (const std::int64_t size : tensor.shape) needed *= static_cast<std::uint64_t>(size);
    CHECK(needed == tensor.data.size(), "tensor {} holds {} bytes, its shape needs {}", tensor.name,
          tensor.data.size(), needed);
    CHECK(!header.contains(tensor.name), "two tensors are named {}", tensor.name);
    header[tensor.name] = {{"dtype", name_of(tensor.type)},
                           {"shape", tensor.shape},
                           {"data_offsets", {offset, offset + needed}}};
    offset += needed;
  }
  std::string text = json_text(header);
  text.resize((text.size() + 7) / 8 * 8, ' ');  // aligns the tensors' bytes
  Bytes bytes = bytes_of(std::vector<std::uint64_t>{text.size()});
  const auto append = [&](ByteView part) { bytes.insert(bytes.end(), part.begin(), part.end()); };
  append(as_bytes(text));
  for (const StoredTensor& tensor : file.tensors) append(tensor.data);
  return bytes;
}

Result<std::vector<float>> float_values(const StoredTensor& tensor) {
  switch (tensor.type) {
    case StoredType::F64:
      return converted<double>(tensor.data);
    case StoredType::F32:
      return values_of<float>(tensor.data);
    case StoredType::F16:
    case StoredType::BF16: {
      const auto halves = values_of<std::uint16_t>(tensor.data);
      std::vector<float> floats(halves.size());
      std::transform(halves.begin(), halves.end(), floats.begin(), [&](std::uint16_t half) {
        return tensor.type == StoredType::F16 ? float_from_half(half) : float_from_bfloat(half);
      });
      return floats;
    }
    case StoredType::I64:
      return converted<std::int64_t>(tensor.data);
    case StoredType::I32:
      return converted<std::int32_t>(tensor.data);
    case StoredType::I16:
      return converted<std::int16_t>(tensor.data);
    case StoredType::I8:
      return converted<std::int8_t>(tensor.data);
    case StoredType::U8:
      return converted<std::uint8_t>(tensor.data);
    case StoredType::Bool:
      break;
  }
  return fail(Fault::Unsupported, "tensor '{}' holds truth values, not numbers", tensor.name);
}

}  // namespace tinsmith::formats
