// Tensors of the file: values of a dozen types, in one of two places.
#include <algorithm>
#include <limits>

#include "formats/float16.h"
#include "formats/onnx/reading.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

using Values = std::variant<std::vector<float>, std::vector<std::int64_t>>;

constexpr std::size_t kMostAxes = 8;

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
// 16-bit floats are kept as the low halves of 32-bit numbers.
Values field_halves(const onnx::TensorProto& tensor, float (*widen)(std::uint16_t)) {
  const std::vector<std::uint16_t> halves(tensor.int32_data().begin(), tensor.int32_data().end());
  return widened(halves, widen);
}
template <class Field>
Values field_integers(const Field& field) {
  return std::vector<std::int64_t>(field.begin(), field.end());
}

struct TypeRow {
  std::int32_t number;  // TensorProto.DataType
  std::size_t value_bytes;
  Values (*from_raw)(ByteView raw);
  Values (*from_fields)(const onnx::TensorProto& tensor);
};
constexpr TypeRow kTypes[] = {
    {1, 4, [](ByteView raw) -> Values { return values_of<float>(raw); },
     [](const onnx::TensorProto& t) -> Values {
       return std::vector<float>(t.float_data().begin(), t.float_data().end());
     }},
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
  if (static_cast<std::size_t>(tensor.dims_size()) > kMostAxes)
    return fail(Fault::Unsupported, "it has {} axes; {} at most are supported", tensor.dims_size(),
                kMostAxes);
  graph::Shape shape;
  double count = 1;  // a double cannot wrap around
  for (const std::int64_t size : tensor.dims()) {
    if (size < 0 || size > std::numeric_limits<std::int32_t>::max())
      return fail(Fault::Corrupt, "it has a size of {}", size);
    shape.push_back(static_cast<std::int32_t>(size));
    count *= static_cast<double>(size);
  }
  if (count > static_cast<double>(graph::kLargestTensor_elements))
    return fail(Fault::Unsupported, "its shape {} has more than {} values", graph::format_shape(shape),
                graph::kLargestTensor_elements);
  return shape;
}

}  // namespace

Result<Constant> read_constant(const onnx::TensorProto& tensor, Allowance& allowance) {
  if (tensor.data_location() == onnx::TensorProto::EXTERNAL)
    return fail(Fault::Unsupported,
                "its values are kept in another file; save the model as one file (they are not looked for)");
  const auto* row = std::find_if(std::begin(kTypes), std::end(kTypes),
                                 [&](const TypeRow& r) { return r.number == tensor.data_type(); });
  if (row == std::end(kTypes))
    return fail(Fault::Unsupported, "it holds values of type {}; floats and whole numbers are supported",
                tensor.data_type());
  TRY(auto shape, shape_of(tensor));
  const auto count = static_cast<std::size_t>(graph::element_count(shape));
  const auto raw = as_bytes(tensor.raw_data());
  if (tensor.has_raw_data() && raw.size() != count * row->value_bytes)
    return fail(Fault::Corrupt, "it holds {} bytes; {} values of {} bytes, shape {}, are expected",
                raw.size(), count, row->value_bytes, graph::format_shape(shape));
  TRY_DONE(allowance.spend(count * sizeof(std::int64_t)));
  Values values = tensor.has_raw_data() ? row->from_raw(raw) : row->from_fields(tensor);
  const std::size_t held = std::visit([](const auto& v) { return v.size(); }, values);
  if (held != count)
    return fail(Fault::Corrupt, "it holds {} values; {}, shape {}, are expected", held, count,
                graph::format_shape(shape));
  return Constant{std::move(shape), std::move(values)};
}

}  // namespace tinsmith::formats
