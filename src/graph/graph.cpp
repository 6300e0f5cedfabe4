#include "graph/graph.h"

#include <fmt/format.h>

#include <algorithm>

namespace tinsmith::graph {

std::size_t size_bytes(ElementType type) {
  switch (type) {
    case ElementType::Int8:
    case ElementType::UInt8:
    case ElementType::Bool:
      return 1;
    case ElementType::Int16:
      return 2;
    case ElementType::Float32:
    case ElementType::Int32:
      return 4;
    case ElementType::Int64:
      return 8;
  }
  CHECK(false, "element type {}", static_cast<int>(type));
}

std::string_view name_of(ElementType type) {
  constexpr std::string_view kNames[] = {"float32", "int8", "uint8", "int16", "int32", "int64", "bool"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string_view name_of(Activation activation) {
  constexpr std::string_view kNames[] = {"none", "relu", "relu6"};
  return kNames[static_cast<std::size_t>(activation)];
}

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (const std::int32_t size : shape) count *= size;
  return count;
}

std::string format_shape(const Shape& shape) {
  return shape.empty() ? "scalar" : fmt::format("{}", fmt::join(shape, "x"));
}

namespace {

// TensorFlow's SAME padding along one axis: {before, after}.
std::pair<std::int32_t, std::int32_t> same_along(std::int32_t input, std::int32_t filter, std::int32_t stride,
                                                 std::int32_t dilation) {
  const std::int32_t output = (input + stride - 1) / stride;
  const std::int32_t reach = (filter - 1) * dilation + 1;
  const std::int32_t total = std::max((output - 1) * stride + reach - input, 0);
  return {total / 2, total - total / 2};
}

}  // namespace

Padding same_padding(std::int32_t input_height, std::int32_t input_width, std::int32_t filter_height,
                     std::int32_t filter_width, std::int32_t stride_height, std::int32_t stride_width,
                     std::int32_t dilation_height, std::int32_t dilation_width) {
  const auto [top, bottom] = same_along(input_height, filter_height, stride_height, dilation_height);
  const auto [left, right] = same_along(input_width, filter_width, stride_width, dilation_width);
  return {top, bottom, left, right};
}

std::vector<float> float_values(const Tensor& tensor) {
  CHECK(tensor.is_constant && tensor.type == ElementType::Float32, "{} is not a float constant", tensor.name);
  return values_of<float>(tensor.data);
}

Links links_of(const Graph& graph) {
  Links links;
  links.producer.assign(graph.tensors.size(), -1);
  links.consumers.resize(graph.tensors.size());
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const auto index = static_cast<std::int32_t>(i);
    for (const TensorId id : graph.operators[i].inputs)
      if (id != kNoTensor) links.consumers[static_cast<std::size_t>(id)].push_back(index);
    for (const TensorId id : graph.operators[i].outputs) links.producer[static_cast<std::size_t>(id)] = index;
  }
  return links;
}

void drop_unused_tensors(Graph& graph) {
  std::vector<TensorId> renamed(graph.tensors.size(), kNoTensor);
  const auto use = [&](const std::vector<TensorId>& ids) {
    for (const TensorId id : ids)
      if (id != kNoTensor) renamed[static_cast<std::size_t>(id)] = 0;
  };
  use(graph.inputs);
  use(graph.outputs);
  for (const Operator& op : graph.operators) {
    use(op.inputs);
    use(op.outputs);
  }
  std::vector<Tensor> kept;
  for (std::size_t i = 0; i < graph.tensors.size(); ++i) {
    if (renamed[i] == kNoTensor) continue;
    renamed[i] = static_cast<TensorId>(kept.size());
    kept.push_back(std::move(graph.tensors[i]));
  }
  graph.tensors = std::move(kept);
  const auto rename = [&](std::vector<TensorId>& ids) {
    for (TensorId& id : ids)
      if (id != kNoTensor) id = renamed[static_cast<std::size_t>(id)];
  };
  rename(graph.inputs);
  rename(graph.outputs);
  for (Operator& op : graph.operators) {
    rename(op.inputs);
    rename(op.outputs);
  }
}

}  // namespace tinsmith::graph
