#include "formats/onnx/read_constant.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <optional>

#include "formats/float16.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

using Values = std::variant<std::vector<float>, std::vector<std::int64_t>>;

template <class Stored>
std::vector<float> widened(const std::vector<Stored>& stored, float (*widen)(Stored)) {
  std::vector<float> values(stored.size());
  std::transform(stored.begin(), stored.end(), values.begin(), widen);
  return values;
}
float from_double(double value) {
  return static_cast<float>(value);
}

template <class Stored>
Values raw_floats(ByteView raw, float (*widen)(Stored)) {
  return widened(values_of<Stored>(raw), widen);
}
template <class Stored>
Values raw_integers(ByteView raw) {
  const auto stored = values_of<Stored>(raw);
  return std::vector<std::int64_t>(stored.begin(), stored.end());
}
// 16-bit floats are stored in the lower halves of 32-bit integers.
Values field_halves(const onnx::TensorProto& tensor, float (*widen)(std::uint16_t)) {
  const std::vector<std::uint16_t> halves(tensor.int32_data().begin(), tensor.int32_data().end());
  return widened(halves, widen);
}
template <class Field>
Values field_integers(const Field& field) {
  return std::vector<std::int64_t>(field.begin(), field.end());
}

struct TypeRow {
  std::int32_t number;  // value of TensorProto.DataType
  std::size_t value_bytes;
  Values (*from_raw)(ByteView raw);
  Values (*from_fields)(const onnx::TensorProto& tensor);
};
constexpr TypeRow kTypes[] = {
    {1, 4, [](ByteView raw) -> Values { return values_of<float>(raw); },
     [](const onnx::TensorProto& t) -> Values {
       return std::vector<float>(t.float_data().begin(), t.float_data().end());
     }},
    {4, 2, raw_integers<std::uint16_t>,
     [](const onnx::TensorProto& t) { return field_integers(t.int32_data()); }},
    {5, 2, raw_integers<std::int16_t>,
     [](const onnx::TensorProto& t) { return field_integers(t.int32_data()); }},
    {2, 1, raw_integers<std::uint8_t>,
     [](const onnx::TensorProto& t) { return field_integers(t.int32_data()); }},
    {3, 1, raw_integers<std::int8_t>,
     [](const onnx::TensorProto& t) { return field_integers(t.int32_data()); }},
    {6, 4, raw_integers<std::int32_t>,
     [](const onnx::TensorProto& t) { return field_integers(t.int32_data()); }},
    {7, 8, raw_integers<std::int64_t>,
     [](const onnx::TensorProto& t) { return field_integers(t.int64_data()); }},
    {9, 1, raw_integers<std::uint8_t>,
     [](const onnx::TensorProto& t) { return field_integers(t.int32_data()); }},
    {10, 2, [](ByteView raw) { return raw_floats<std::uint16_t>(raw, float_from_half); },
     [](const onnx::TensorProto& t) { return field_halves(t, float_from_half); }},
    {11, 8, [](ByteView raw) { return raw_floats<double>(raw, from_double); },
     [](const onnx::TensorProto& t) -> Values {
       return widened(std::vector<double>(t.double_data().begin(), t.double_data().end()), from_double);
     }},
    {16, 2, [](ByteView raw) { return raw_floats<std::uint16_t>(raw, float_from_bfloat); },
     [](const onnx::TensorProto& t) { return field_halves(t, float_from_bfloat); }},
};

Result<graph::Shape> shape_of(const onnx::TensorProto& tensor) {
  if (static_cast<std::size_t>(tensor.dims_size()) > kMaxAxes)
    return fail(Fault::Unsupported, "it has {} axes; {} at most are supported", tensor.dims_size(), kMaxAxes);
  graph::Shape shape;
  double count = 1;  // a double cannot overflow here
  for (const std::int64_t size : tensor.dims()) {
    if (size < 0 || size > std::numeric_limits<std::int32_t>::max())
      return fail(Fault::Corrupt, "it has a size of {}", size);
    shape.push_back(static_cast<std::int32_t>(size));
    count *= static_cast<double>(size);
  }
  if (count > static_cast<double>(graph::kMaxTensor_elements))
    return fail(Fault::Unsupported, "its shape {} has more than {} values", graph::format_shape(shape),
                graph::kMaxTensor_elements);
  return shape;
}

}  // namespace

// ---- Values in files beside the model ----

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 10'000;
constexpr std::uint64_t kMaxFiles_bytes = 2'000'000'000;
constexpr std::size_t kMaxLocation_bytes = 4096;
constexpr const char* kWhatToDo =
    "put it beside the .onnx file with that name, or save the model as one file";

struct Place {
  std::string location;
  std::uint64_t offset = 0;
  std::optional<std::uint64_t> length;
};

Result<std::uint64_t> number_of(const onnx::StringStringEntryProto& entry) {
  const std::string& text = entry.value();
  std::uint64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (trouble != std::errc() || end != text.data() + text.size())
    return fail(Fault::Corrupt, "the {} of its values in another file is '{}'; an integer is expected",
                entry.key().substr(0, 16), text.substr(0, 32));
  return number;
}

Result<Place> place_of(const onnx::TensorProto& tensor) {
  Place place;
  for (const auto& entry : tensor.external_data()) {
    if (entry.key() == "location") place.location = entry.value();
    if (entry.key() == "offset") {
      TRY(place.offset, number_of(entry));
    }
    if (entry.key() == "length") {
      TRY(place.length, number_of(entry));
    }
  }
  if (place.location.empty() || place.location.size() > kMaxLocation_bytes ||
      place.location.find('\0') != std::string::npos)
    return fail(Fault::Corrupt, "its values are in another file, which is not named");
  return place;
}

bool is_inside(const fs::path& file, const fs::path& folder) {
  const auto [of_folder, of_file] = std::mismatch(folder.begin(), folder.end(), file.begin(), file.end());
  return of_folder == folder.end();
}

}  // namespace

Result<fs::path> ExternalData::find(const std::string& location, Allowance& allowance) {
  if (folder_.empty())
    return fail(Fault::Unsupported, "its values are in the file '{}', which was not given: {}", location,
                kWhatToDo);
  std::error_code trouble;
  // Programs on Windows write backslashes. Links are resolved before the location is checked.
  std::string portable = location;
  std::replace(portable.begin(), portable.end(), '\\', '/');
  const fs::path named(portable), folder = fs::weakly_canonical(folder_, trouble);
  const fs::path file = fs::weakly_canonical(folder / named, trouble);
  if (trouble || named.is_absolute() || !is_inside(file, folder))
    return fail(Fault::InvalidInput,
                "its values are in '{}', which is outside the model's folder and is not opened; {}", location,
                kWhatToDo);
  if (sizes_bytes_.contains(file)) return file;
  if (!fs::exists(file, trouble))
    return fail(Fault::NotFound, "its values are in the file '{}', which does not exist: {}", location,
                kWhatToDo);
  const std::uint64_t size = fs::is_regular_file(file, trouble) ? fs::file_size(file, trouble) : 0;
  if (trouble || !fs::is_regular_file(file, trouble))
    return fail(Fault::InvalidInput, "its values are in '{}', which is not a file", location);
  if (size > kMaxFiles_bytes - all_bytes_ || sizes_bytes_.size() == kMaxFiles)
    return fail(Fault::InvalidInput, "its values are in more than {} files or {} bytes", kMaxFiles,
                kMaxFiles_bytes);
  all_bytes_ += size;
  sizes_bytes_[file] = size;
  allowance.grant(kOnnxMemoryForEachByte * size);
  return file;
}

Result<Bytes> ExternalData::read(const onnx::TensorProto& tensor, std::size_t expected_bytes,
                                 Allowance& allowance) {
  TRY(const Place place, place_of(tensor));
  TRY(const fs::path file, find(place.location, allowance));
  const std::uint64_t size = sizes_bytes_.at(file);
  const std::uint64_t length = place.length.value_or(expected_bytes);
  if (length != expected_bytes)
    return fail(Fault::Corrupt, "it has {} bytes in '{}'; {} are expected", length, place.location,
                expected_bytes);
  if (place.offset > size || length > size - place.offset)
    return fail(Fault::Corrupt, "its values are bytes {} to {} of '{}', which has only {}", place.offset,
                place.offset + length, place.location, size);
  TRY_DONE(allowance.spend(length));
  Bytes bytes(expected_bytes);
  std::ifstream in(file, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(place.offset));
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!in) return fail(Fault::Unavailable, "'{}' cannot be read", place.location);
  return bytes;
}

std::string name_of_type(std::int32_t type) {
  // In the order of TensorProto.DataType.
  constexpr std::string_view kNames[] = {
      "undefined",      "float",      "uint8",          "int8",       "uint16",   "int16",
      "int32",          "int64",      "string",         "bool",       "float16",  "double",
      "uint32",         "uint64",     "complex64",      "complex128", "bfloat16", "float8e4m3fn",
      "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz", "uint4",      "int4",     "float4e2m1"};
  if (type < 0 || static_cast<std::size_t>(type) >= std::size(kNames)) return fmt::format("type {}", type);
  return std::string(kNames[static_cast<std::size_t>(type)]);
}

Result<Constant> read_constant(const onnx::TensorProto& tensor, Allowance& allowance,
                               ExternalData& external) {
  const auto* row = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [&](const TypeRow& r) { return r.number == tensor.data_type(); });
  if (row == std::end(kTypes))
    return fail(Fault::Unsupported, "its values have type {} ({}); floats and integers are supported",
                tensor.data_type(), name_of_type(tensor.data_type()));
  TRY(auto shape, shape_of(tensor));
  const auto count = static_cast<std::size_t>(graph::element_count(shape));
  Bytes beside;
  const bool is_beside = tensor.data_location() == onnx::TensorProto::EXTERNAL;
  if (is_beside) {
    TRY(beside, external.read(tensor, count * row->value_bytes, allowance));
  }
  const ByteView raw = is_beside ? ByteView(beside) : as_bytes(tensor.raw_data());
  const bool is_raw = is_beside || tensor.has_raw_data();
  if (is_raw && raw.size() != count * row->value_bytes)
    return fail(Fault::Corrupt, "it holds {} bytes; {} values of {} bytes, shape {}, are expected",
                raw.size(), count, row->value_bytes, graph::format_shape(shape));
  TRY_DONE(allowance.spend(count * sizeof(std::int64_t)));
  Values values = is_raw ? row->from_raw(raw) : row->from_fields(tensor);
  const std::size_t held = std::visit([](const auto& v) { return v.size(); }, values);
  if (held != count)
    return fail(Fault::Corrupt, "it holds {} values; {}, shape {}, are expected", held, count,
                graph::format_shape(shape));
  return Constant{std::move(shape), std::move(values)};
}

}  // namespace tinsmith::formats
