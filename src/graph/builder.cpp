#include "graph/builder.h"

#include <cmath>

#include "base/hash.h"
#include "graph/shapes.h"
#include "graph/validate.h"

namespace tinsmith::graph {

Builder::Builder(std::string graph_name, std::uint64_t seed) : seed_(seed) {
  graph_.name = std::move(graph_name);
}

Builder::Builder(Graph graph, std::uint64_t seed) : graph_(std::move(graph)), seed_(seed) {}

TensorId Builder::input(const std::string& name, Shape shape) {
  Tensor tensor;
  tensor.name = name;
  tensor.shape = std::move(shape);
  graph_.tensors.push_back(std::move(tensor));
  const auto id = static_cast<TensorId>(graph_.tensors.size() - 1);
  graph_.inputs.push_back(id);
  return id;
}

TensorId Builder::constant(const std::string& name, Shape shape, const std::vector<float>& values,
                           bool trainable) {
  Tensor tensor;
  tensor.name = name;
  tensor.shape = std::move(shape);
  tensor.data = bytes_of(values);
  tensor.is_constant = true;
  tensor.is_trainable = trainable;
  graph_.tensors.push_back(std::move(tensor));
  return static_cast<TensorId>(graph_.tensors.size() - 1);
}

TensorId Builder::random_constant(const std::string& name, Shape shape, double deviation) {
  Rng rng{seed_, hash_of(as_bytes(name)).low};
  std::vector<float> values(static_cast<std::size_t>(element_count(shape)));
  for (float& value : values) value = static_cast<float>(deviation * rng.normal());
  return constant(name, std::move(shape), values, true);
}

TensorId Builder::global_average(const std::string& name, TensorId input) {
  const Shape in = shape(input);
  const Window whole{.stride_height = in[1], .stride_width = in[2]};
  const TensorId pooled = append(name, AveragePool2d{in[1], in[2], whole}, {input});
  return append(name + "_flat", Reshape{{1, in[3]}}, {pooled});
}

TensorId Builder::max_pool_same(const std::string& name, TensorId input, std::int32_t filter) {
  const Shape in = shape(input);
  const Window window{.padding = same_padding(in[1], in[2], filter, filter, 1, 1)};
  return append(name, MaxPool2d{filter, filter, window}, {input});
}

TensorId Builder::append(const std::string& name, Attributes attributes, std::vector<TensorId> inputs) {
  Operator op{std::move(attributes), std::move(inputs), {}, name};
  const auto shapes = output_shapes(graph_, op);
  CHECK(shapes.has_value(), "layer {}: {}", name, shapes.error().text());
  CHECK(shapes->size() == 1, "layer {} has {} outputs", name, shapes->size());
  Tensor output;
  output.name = name;
  output.shape = (*shapes)[0];
  graph_.tensors.push_back(std::move(output));
  const auto id = static_cast<TensorId>(graph_.tensors.size() - 1);
  op.outputs.push_back(id);
  graph_.operators.push_back(std::move(op));
  return id;
}

namespace {

Window window_of(const Shape& input, const Builder::Conv& conv) {
  Window window;
  window.stride_height = window.stride_width = conv.stride;
  if (conv.padding)
    window.padding = {*conv.padding, *conv.padding, *conv.padding, *conv.padding};
  else if (conv.same)
    window.padding = same_padding(input[1], input[2], conv.filter, conv.filter, conv.stride, conv.stride);
  return window;
}

}  // namespace

TensorId Builder::conv2d(const std::string& name, TensorId input, const Conv& conv) {
  const Shape from = shape(input);
  const double fan_out = double{1} * conv.filter * conv.filter * conv.filters;
  std::vector<TensorId> inputs{
      input, random_constant(name + "/weights", {conv.filters, conv.filter, conv.filter, from[3]},
                             conv.zeros ? 0.0 : std::sqrt(2.0 / fan_out))};
  if (conv.bias) {
    const auto filters = static_cast<std::size_t>(conv.filters);
    CHECK(conv.bias_values.empty() || conv.bias_values.size() == filters, "{} biases for {} filters",
          conv.bias_values.size(), filters);
    inputs.push_back(constant(name + "/bias", {conv.filters},
                              conv.bias_values.empty() ? std::vector<float>(filters) : conv.bias_values,
                              true));
  }
  return append(name, Conv2d{window_of(from, conv), Activation::None}, std::move(inputs));
}

TensorId Builder::depthwise_conv2d(const std::string& name, TensorId input, const Conv& conv) {
  const Shape from = shape(input);
  const double fan_out = double{1} * conv.filter * conv.filter;
  std::vector<TensorId> inputs{
      input,
      random_constant(name + "/weights", {1, conv.filter, conv.filter, from[3]}, std::sqrt(2.0 / fan_out))};
  if (conv.bias)
    inputs.push_back(
        constant(name + "/bias", {from[3]}, std::vector<float>(static_cast<std::size_t>(from[3])), true));
  return append(name, DepthwiseConv2d{window_of(from, conv), 1, Activation::None}, std::move(inputs));
}

TensorId Builder::batch_norm(const std::string& name, TensorId input, const BatchNorm& attributes) {
  const std::int32_t channels = shape(input).back();
  const std::vector<float> zeros(static_cast<std::size_t>(channels), 0),
      ones(static_cast<std::size_t>(channels), 1);
  const TensorId gamma = constant(name + "/gamma", {channels}, ones, true);
  const TensorId beta = constant(name + "/beta", {channels}, zeros, true);
  const TensorId mean = constant(name + "/mean", {channels}, zeros, false);
  const TensorId variance = constant(name + "/variance", {channels}, ones, false);
  return append(name, attributes, {input, gamma, beta, mean, variance});
}

TensorId Builder::fully_connected(const std::string& name, TensorId input, std::int32_t outputs) {
  const auto values = static_cast<std::int32_t>(element_count(shape(input)));
  constexpr double kDenseDeviation = 0.01;
  const TensorId weights = random_constant(name + "/weights", {outputs, values}, kDenseDeviation);
  const TensorId bias =
      constant(name + "/bias", {outputs}, std::vector<float>(static_cast<std::size_t>(outputs)), true);
  return append(name, FullyConnected{}, {input, weights, bias});
}

Graph Builder::finish(std::vector<TensorId> outputs) {
  graph_.outputs = std::move(outputs);
  const auto valid = validate(graph_);
  CHECK(valid.has_value(), "graph {}: {}", graph_.name, valid.error().text());
  return std::move(graph_);
}

}  // namespace tinsmith::graph
