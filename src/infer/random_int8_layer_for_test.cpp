#include "infer/random_int8_layer_for_test.h"

#include <array>
#include <cmath>

#include "base/hash.h"
#include "base/random.h"
#include "graph/shapes.h"
#include "graph/validate.h"

namespace tinsmith::infer {
namespace {

using graph::Shape;
using graph::TensorId;

// Builds the graph of one operator.
class Maker {
 public:
  explicit Maker(Rng seeded) : rng(seeded) {}

  std::int32_t between(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(high - low + 1)));
  }
  // Returns a random scale in low · 2^[0, octaves). It is computed from integers, so every machine
  // draws the same.
  float scale(float low, int octaves) {
    const float fraction = 1 + static_cast<float>(rng.below(1 << 20)) / (1 << 20);
    return low * std::ldexp(fraction, static_cast<int>(rng.below(static_cast<std::uint64_t>(octaves))));
  }
  std::int64_t zero_point() { return between(-128, 127); }
  graph::Quantization quantization(float one_scale) { return {{one_scale}, {zero_point()}, 0}; }
  graph::Activation activation() { return static_cast<graph::Activation>(rng.below(3)); }
  // Returns a small or a larger number of channels, which may or may not fill whole vectors.
  std::int32_t channels() { return rng.chance(0.5) ? between(1, 20) : 8 * between(1, 8); }
  Shape picture() { return {1, between(5, 12), between(5, 12), channels()}; }

  TensorId input(Shape shape, float one_scale) { return input(std::move(shape), quantization(one_scale)); }
  TensorId input(Shape shape, graph::Quantization quantized) {
    const TensorId id = tensor("input", std::move(shape), std::move(quantized));
    result.inputs.push_back(id);
    return id;
  }

  // Adds an input that is a picture. Draws one thing after another, as everything here does: the arguments of one call would
  // be drawn in an order that depends on the processor.
  TensorId picture_input(float low, int octaves) {
    const float one_scale = scale(low, octaves);
    return input(picture(), one_scale);
  }

  TensorId weights(Shape shape, std::int32_t axis, bool per_channel) {
    graph::Quantization quantized;
    const auto channel_count = per_channel ? shape[static_cast<std::size_t>(axis)] : 1;
    for (std::int32_t i = 0; i < channel_count; ++i) quantized.scales.push_back(scale(0x1p-9f, 3));
    quantized.zero_points.assign(quantized.scales.size(), 0);
    quantized.axis = axis;
    const TensorId id = tensor("weights", std::move(shape), std::move(quantized));
    graph::Tensor& made = result.tensor(id);
    made.is_constant = true;
    made.data.resize(static_cast<std::size_t>(graph::element_count(made.shape)));
    for (std::byte& byte : made.data) byte = static_cast<std::byte>(between(-127, 127));
    return id;
  }

  // Adds a bias with the scales of the layer's sums.
  TensorId bias(TensorId from, TensorId weight) {
    graph::Quantization quantized = result.tensor(weight).quantization;
    for (float& one : quantized.scales) one *= result.tensor(from).quantization.scales[0];
    quantized.axis = 0;
    const auto count = static_cast<std::size_t>(
        result.tensor(weight).shape[static_cast<std::size_t>(result.tensor(weight).quantization.axis)]);
    std::vector<std::int32_t> values(count);
    for (std::int32_t& value : values) value = between(-8000, 8000);
    const TensorId id = tensor("bias", {static_cast<std::int32_t>(count)}, std::move(quantized));
    graph::Tensor& made = result.tensor(id);
    made.type = graph::ElementType::Int32;
    made.is_constant = true;
    made.data = bytes_of(values);
    return id;
  }

  graph::Graph finish(graph::Attributes attributes, std::vector<TensorId> inputs, graph::Quantization output,
                      std::size_t outputs = 1) {
    graph::Operator op{std::move(attributes), std::move(inputs), {}, "layer"};
    for (std::size_t i = 0; i < outputs; ++i) op.outputs.push_back(tensor("output", {}, output));
    const auto shapes = graph::output_shapes(result, op);
    CHECK(shapes.has_value(), "{}", shapes.error().text());
    for (std::size_t i = 0; i < outputs; ++i) result.tensor(op.outputs[i]).shape = (*shapes)[i];
    result.outputs = op.outputs;
    result.operators.push_back(std::move(op));
    const auto valid = graph::validate(result);
    CHECK(valid.has_value(), "{}", valid.error().text());
    return std::move(result);
  }

  Rng rng;
  graph::Graph result;

 private:
  TensorId tensor(const std::string& name, Shape shape, graph::Quantization quantized) {
    graph::Tensor made;
    made.name = name;
    made.type = graph::ElementType::Int8;
    made.shape = std::move(shape);
    made.quantization = std::move(quantized);
    result.tensors.push_back(std::move(made));
    return static_cast<TensorId>(result.tensors.size() - 1);
  }
};

graph::Window random_window(Maker& make, std::int32_t filter_height, std::int32_t filter_width,
                            bool dilated) {
  graph::Window window;
  window.stride_height = make.between(1, 3);
  window.stride_width = make.rng.chance(0.7) ? window.stride_height : make.between(1, 3);
  if (dilated && make.rng.chance(0.2)) window.dilation_height = window.dilation_width = 2;
  window.padding = {make.between(0, filter_height - 1), make.between(0, filter_height - 1),
                    make.between(0, filter_width - 1), make.between(0, filter_width - 1)};
  return window;
}

// Returns an output scale at which sums of `count` products of the layer use the range of int8.
float fitting_scale(Maker& make, TensorId from, TensorId weight, std::int64_t count) {
  const float product =
      make.result.tensor(from).quantization.scales[0] * make.result.tensor(weight).quantization.scales[0];
  return make.scale(product * 64 * std::sqrt(static_cast<float>(count)), 2);
}

graph::Graph conv2d(Maker& make) {
  const TensorId from = make.picture_input(0x1p-8f, 4);
  const std::int32_t inputs = make.result.tensor(from).shape[3];
  const std::int32_t height = make.between(1, 3), width = make.rng.chance(0.7) ? height : make.between(1, 3);
  const bool per_channel = make.rng.chance(0.8);
  const TensorId weight = make.weights({make.channels(), height, width, inputs}, 0, per_channel);
  std::vector<TensorId> operands{from, weight};
  if (make.rng.chance(0.8)) operands.push_back(make.bias(from, weight));
  const graph::Quantization output =
      make.quantization(fitting_scale(make, from, weight, std::int64_t{height} * width * inputs));
  return make.finish(graph::Conv2d{random_window(make, height, width, true), make.activation()}, operands,
                     output);
}

graph::Graph depthwise_conv2d(Maker& make) {
  const TensorId from = make.picture_input(0x1p-8f, 4);
  const std::int32_t multiplier = make.rng.chance(0.8) ? 1 : 2;
  const std::int32_t height = make.between(1, 3), width = make.rng.chance(0.7) ? height : make.between(1, 3);
  const TensorId weight = make.weights({1, height, width, make.result.tensor(from).shape[3] * multiplier}, 3,
                                       make.rng.chance(0.8));
  std::vector<TensorId> operands{from, weight};
  if (make.rng.chance(0.8)) operands.push_back(make.bias(from, weight));
  const graph::Quantization output = make.quantization(fitting_scale(make, from, weight, height * width));
  return make.finish(
      graph::DepthwiseConv2d{random_window(make, height, width, true), multiplier, make.activation()},
      operands, output);
}

graph::Graph dense(Maker& make, bool per_channel) {
  const std::int32_t inputs = make.between(1, 150);
  const float input_scale = make.scale(0x1p-8f, 4);
  const TensorId from = make.input({make.between(1, 3), inputs}, input_scale);
  const TensorId weight = make.weights({make.between(per_channel ? 2 : 1, 40), inputs}, 0, per_channel);
  std::vector<TensorId> operands{from, weight};
  if (make.rng.chance(0.8)) operands.push_back(make.bias(from, weight));
  const graph::Quantization output = make.quantization(fitting_scale(make, from, weight, inputs));
  return make.finish(graph::FullyConnected{make.activation()}, operands, output);
}
graph::Graph fully_connected(Maker& make) {
  return dense(make, false);
}
graph::Graph fully_connected_per_channel(Maker& make) {
  return dense(make, true);
}

template <class Kind>
graph::Graph arithmetic(Maker& make, float output_low) {
  const Shape shape = make.picture();
  Shape other = shape;
  if (make.rng.chance(0.3)) other = {1, 1, 1, shape[3]};
  if (make.rng.chance(0.2)) other = {1};
  const TensorId left = make.input(shape, make.scale(0x1p-7f, 4)),
                 right = make.input(other, make.scale(0x1p-7f, 4));
  const graph::Quantization output = make.quantization(make.scale(output_low, 4));
  return make.finish(Kind{make.activation()}, {left, right}, output);
}
graph::Graph add(Maker& make) {
  return arithmetic<graph::Add>(make, 0x1p-6f);
}
graph::Graph sub(Maker& make) {
  return arithmetic<graph::Sub>(make, 0x1p-6f);
}
graph::Graph mul(Maker& make) {
  return arithmetic<graph::Mul>(make, 0x1p-8f);
}

template <class Kind>
graph::Graph pool(Maker& make) {
  Kind kind;
  kind.filter_height = make.between(1, 4);
  kind.filter_width = make.between(1, 4);
  kind.window = random_window(make, kind.filter_height, kind.filter_width, false);
  kind.activation = make.activation();
  const graph::Quantization quantized = make.quantization(make.scale(0x1p-6f, 3));
  const TensorId from = make.input(make.picture(), quantized);
  return make.finish(kind, {from}, quantized);
}

graph::Graph mean(Maker& make) {
  const TensorId from = make.picture_input(0x1p-6f, 3);
  const graph::Quantization output = make.quantization(make.scale(0x1p-8f, 4));
  return make.finish(graph::Mean{{1, 2}, make.rng.chance(0.5)}, {from}, output);
}

template <class Kind>
graph::Graph rescaling(Maker& make, Kind kind) {
  const TensorId from = make.picture_input(0x1p-6f, 3);
  return make.finish(kind, {from}, make.quantization(make.scale(0x1p-6f, 3)));
}
graph::Graph relu(Maker& make) {
  return rescaling(make, graph::Relu{});
}
graph::Graph leaky_relu(Maker& make) {
  return rescaling(make, graph::LeakyRelu{static_cast<float>(make.between(-4, 12)) / 10});
}
graph::Graph quantize(Maker& make) {
  return rescaling(make, graph::Quantize{});
}

graph::Graph relu6(Maker& make) {
  const graph::Quantization quantized = make.quantization(make.scale(0x1p-5f, 3));
  return make.finish(graph::Relu6{}, {make.input(make.picture(), quantized)}, quantized);
}

const graph::Quantization kProbability{{1.0f / 256}, {-128}, 0};

graph::Graph logistic(Maker& make) {
  return make.finish(graph::Logistic{}, {make.picture_input(0x1p-8f, 7)}, kProbability);
}
graph::Graph softmax(Maker& make) {
  const float input_scale = make.scale(0x1p-7f, 6);
  const TensorId from = make.input({make.between(1, 5), make.between(1, 60)}, input_scale);
  return make.finish(graph::Softmax{make.scale(0.5f, 2)}, {from}, kProbability);
}

graph::Graph resize_nearest(Maker& make) {
  const graph::Quantization quantized = make.quantization(0.5f);
  const TensorId from = make.input(make.picture(), quantized);
  const bool align = make.rng.chance(0.4);
  return make.finish(
      graph::ResizeNearest{make.between(1, 20), make.between(1, 20), align, !align && make.rng.chance(0.5)},
      {from}, quantized);
}

struct Kind {
  std::string_view name;
  graph::Graph (*make)(Maker&);
};
constexpr Kind kKinds[] = {
    {"conv2d", conv2d},
    {"depthwise_conv2d", depthwise_conv2d},
    {"fully_connected", fully_connected},
    {"fully_connected_per_channel", fully_connected_per_channel},
    {"add", add},
    {"sub", sub},
    {"mul", mul},
    {"average_pool2d", pool<graph::AveragePool2d>},
    {"max_pool2d", pool<graph::MaxPool2d>},
    {"mean", mean},
    {"relu", relu},
    {"relu6", relu6},
    {"leaky_relu", leaky_relu},
    {"quantize", quantize},
    {"logistic", logistic},
    {"softmax", softmax},
    {"resize_nearest", resize_nearest},
};

constexpr auto kKindNames = [] {
  std::array<std::string_view, std::size(kKinds)> names{};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kKinds[i].name;
  return names;
}();

}  // namespace

std::span<const std::string_view> int8_layer_kinds() {
  return kKindNames;
}

graph::Graph random_int8_layer(std::string_view name, std::uint64_t seed) {
  for (const Kind& kind : kKinds) {
    if (kind.name != name) continue;
    Maker make(Rng{seed, hash_of(as_bytes(name)).low});
    return kind.make(make);
  }
  CHECK(false, "no layer called {}", name);
}

Bytes random_inputs(const graph::Graph& graph, std::uint64_t seed) {
  Rng rng{seed, 0x1257};
  Bytes bytes;
  for (const TensorId id : graph.inputs)
    for (std::int64_t i = 0; i < graph::element_count(graph.tensor(id).shape); ++i)
      bytes.push_back(static_cast<std::byte>(rng.below(256)));
  return bytes;
}

}  // namespace tinsmith::infer
