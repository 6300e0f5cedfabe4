#include "formats/tflite/read_tensors.h"

#include <bit>
#include <optional>

#include "formats/float16.h"
#include "graph/validate.h"

namespace tinsmith::formats {
namespace {

using graph::ElementType;

constexpr std::size_t kMaxDimensions = 8;
constexpr std::size_t kMaxName_bytes = 1024;

std::optional<ElementType> element_type_of(schema::TensorType type) {
  switch (type) {
    case schema::TensorType::FLOAT32:
    case schema::TensorType::FLOAT16:  // converted to 32 bits while reading
      return ElementType::Float32;
    case schema::TensorType::INT8:
      return ElementType::Int8;
    case schema::TensorType::UINT8:
      return ElementType::UInt8;
    case schema::TensorType::INT16:
      return ElementType::Int16;
    case schema::TensorType::INT32:
      return ElementType::Int32;
    case schema::TensorType::INT64:
      return ElementType::Int64;
    case schema::TensorType::BOOL:
      return ElementType::Bool;
    default:
      return std::nullopt;
  }
}

Result<graph::Shape> read_shape_of(const schema::Tensor& source) {
  graph::Shape shape;
  if (source.shape() == nullptr) return shape;
  if (source.shape()->size() > kMaxDimensions)
    return fail(Fault::Unsupported, "it has {} dimensions; at most {} are read", source.shape()->size(),
                kMaxDimensions);
  double count = 1;  // a double cannot overflow here
  for (const std::int32_t size : *source.shape()) {
    if (size < 0) return fail(Fault::Unsupported, "a size of {} is known only at run time", size);
    shape.push_back(size);
    count *= size;
  }
  if (count > static_cast<double>(graph::kMaxTensor_elements))
    return fail(Fault::Unsupported, "its shape {} has more than {} values", graph::format_shape(shape),
                graph::kMaxTensor_elements);
  return shape;
}

Result<graph::Quantization> read_quantization(const schema::Tensor& source, Allowance& allowance) {
  graph::Quantization quantization;
  const auto* parameters = source.quantization();
  if (parameters == nullptr || parameters->scale() == nullptr || parameters->scale()->size() == 0)
    return quantization;
  const auto count = parameters->scale()->size();
  const auto* zero_points = parameters->zero_point();
  if (zero_points != nullptr && zero_points->size() != 0 && zero_points->size() != count)
    return fail(Fault::Corrupt, "it has {} scales and {} zero points", count, zero_points->size());
  TRY_DONE(allowance.spend(std::uint64_t{count} * (sizeof(float) + sizeof(std::int64_t))));
  quantization.scales.assign(parameters->scale()->begin(), parameters->scale()->end());
  if (zero_points != nullptr && zero_points->size() != 0)
    quantization.zero_points.assign(zero_points->begin(), zero_points->end());
  else
    quantization.zero_points.assign(count, 0);
  quantization.axis = parameters->quantized_dimension();
  return quantization;
}

Bytes widened(ByteView halves) {
  std::vector<float> values;
  values.reserve(halves.size() / sizeof(std::uint16_t));
  for (const std::uint16_t half : values_of<std::uint16_t>(halves)) values.push_back(float_from_half(half));
  return bytes_of(values);
}

Result<graph::Tensor> read_tensor(const schema::Model& model, const schema::Tensor& source,
                                  Allowance& allowance) {
  graph::Tensor tensor;
  if (source.name() != nullptr) {
    if (source.name()->size() > kMaxName_bytes)
      return fail(Fault::Corrupt, "its name has {} bytes; at most {} are read", source.name()->size(),
                  kMaxName_bytes);
    tensor.name = source.name()->str();
  }
  const auto type = element_type_of(source.type());
  if (!type)
    return fail(Fault::Unsupported, "'{}' holds values of type {}{}", tensor.name,
                static_cast<int>(source.type()), in_brackets(schema::EnumNameTensorType(source.type())));
  if (source.is_variable())
    return fail(Fault::Unsupported, "'{}' keeps its values between runs", tensor.name);
  tensor.type = *type;
  TRY(tensor.shape, read_shape_of(source).during(fmt::format("'{}'", tensor.name)));
  if (tensor.type != ElementType::Float32) {
    TRY(tensor.quantization, read_quantization(source, allowance).during(fmt::format("'{}'", tensor.name)));
  }
  TRY(const auto data, buffer_data(model, source.buffer()).during(fmt::format("'{}'", tensor.name)));
  if (data.empty()) return tensor;
  tensor.is_constant = true;
  const bool is_half = source.type() == schema::TensorType::FLOAT16;
  if (is_half && data.size() % sizeof(std::uint16_t) != 0)
    return fail(Fault::Corrupt, "'{}' holds {} bytes, which are not whole 16-bit numbers", tensor.name,
                data.size());
  TRY_DONE(allowance.spend(data.size() * (is_half ? 2 : 1)).during(fmt::format("'{}'", tensor.name)));
  tensor.data = is_half ? widened(data) : Bytes(data.begin(), data.end());
  return tensor;
}

}  // namespace

Result<ByteView> buffer_data(const schema::Model& model, std::uint32_t index) {
  const auto* buffers = model.buffers();
  if (index == 0 && buffers == nullptr) return ByteView{};
  if (buffers == nullptr || index >= buffers->size())
    return fail(Fault::Corrupt, "it refers to buffer {} of {}", index,
                buffers == nullptr ? 0 : buffers->size());
  const auto* buffer = buffers->Get(index);
  if (buffer->offset() > 1)
    return fail(Fault::Unsupported, "buffer {} lies outside of the FlatBuffer, as in files of over 2 GB",
                index);
  if (buffer->data() == nullptr) return ByteView{};
  return std::as_bytes(std::span(buffer->data()->data(), buffer->data()->size()));
}

Result<std::vector<graph::Tensor>> read_tensors(const schema::Model& model, const schema::SubGraph& subgraph,
                                                Allowance& allowance) {
  std::vector<graph::Tensor> tensors;
  if (subgraph.tensors() == nullptr) return tensors;
  for (std::uint32_t i = 0; i < subgraph.tensors()->size(); ++i) {
    TRY_DONE(allowance.spend(sizeof(graph::Tensor)));
    TRY(auto tensor,
        read_tensor(model, *subgraph.tensors()->Get(i), allowance).during(fmt::format("tensor {}", i)));
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

}  // namespace tinsmith::formats
