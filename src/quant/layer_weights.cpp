#include "quant/layer_weights.h"

#include <algorithm>
#include <cmath>

#include "quant/rewrite.h"

namespace tinsmith::quant {
namespace {

using graph::ElementType;
using graph::Graph;
using graph::Operator;
using graph::Tensor;
using graph::TensorId;

constexpr double kMaxWeight = graph::kMaxWeight;
// Max magnitude of a bias in int32; the rest is left for the sum.
constexpr double kMaxBias = 1 << 29;
// Min multiplier (input scale · weight scale / output scale), with a margin: runtimes accept 2^-32 and more.
constexpr double kMinMultiplier = 1.0 / (1 << 30);

struct Parameters {
  std::vector<float> weights, bias;
  ChannelWalk walk;
};

Parameters parameters_of(const Graph& graph, const Operator& op) {
  return {float_values(graph.tensor(op.inputs[1])), float_values(graph.tensor(op.inputs[2])),
          channels_of_weights(op, graph.tensor(op.inputs[1]).shape)};
}

double scale_of(const Tensor& tensor) {
  return double{tensor.quantization.scales.at(0)};
}

// Returns one scale per channel, or a single one.
std::vector<float> weight_scales(const Parameters& parameters, double input_scale, double output_scale,
                                 bool per_channel) {
  const std::size_t count = parameters.walk.count;
  std::vector<double> scales(count, output_scale / input_scale * kMinMultiplier);
  for (std::size_t i = 0; i < parameters.weights.size(); ++i) {
    double& scale = scales[parameters.walk.channel_of(i)];
    scale = std::max(scale, std::abs(double{parameters.weights[i]}) / kMaxWeight);
  }
  for (std::size_t c = 0; c < count; ++c)
    scales[c] = std::max(scales[c], std::abs(double{parameters.bias[c]}) / (input_scale * kMaxBias));
  if (!per_channel) scales = {*std::max_element(scales.begin(), scales.end())};
  return {scales.begin(), scales.end()};
}

// Returns the input channel that is multiplied by a weight.
std::size_t input_channel_of(const Operator& op, std::size_t weight, std::size_t input_channels) {
  if (const auto* depthwise = op.as<graph::DepthwiseConv2d>())
    return weight / static_cast<std::size_t>(depthwise->depth_multiplier) % input_channels;
  return weight % input_channels;
}

TensorId add_tensor(Graph& graph, const Tensor& like, ElementType type, Bytes data,
                    graph::Quantization quantization) {
  Tensor tensor;
  tensor.name = like.name;
  tensor.shape = like.shape;
  tensor.type = type;
  tensor.data = std::move(data);
  tensor.quantization = std::move(quantization);
  tensor.is_constant = true;
  graph.tensors.push_back(std::move(tensor));
  return static_cast<TensorId>(graph.tensors.size() - 1);
}

graph::Quantization symmetric(std::vector<float> scales, std::int32_t axis) {
  std::vector<std::int64_t> zeros(scales.size(), 0);
  return {std::move(scales), std::move(zeros), axis};
}

}  // namespace

Result<Done> check_layer(const Graph& graph, const Operator& op) {
  for (std::size_t i = 1; i < 3; ++i) {
    const TensorId id = op.input(i);
    if (id == graph::kNoTensor || !graph.tensor(id).is_constant)
      return fail(Fault::InvalidInput, "layer '{}' has no constant {}", op.name, i == 1 ? "weights" : "bias");
    const std::vector<float> values = float_values(graph.tensor(id));
    if (!std::all_of(values.begin(), values.end(), [](float value) { return std::isfinite(value); }))
      return fail(Fault::InvalidInput,
                  "layer '{}' has a weight that is not finite; was the training successful?", op.name);
  }
  return Done{};
}

void quantize_layer(Graph& graph, Operator& op, std::span<const double> input_means) {
  const Parameters parameters = parameters_of(graph, op);
  const double input_scale = scale_of(graph.tensor(op.inputs[0]));
  const bool per_channel = !op.is<graph::FullyConnected>();
  const std::vector<float> scales =
      weight_scales(parameters, input_scale, scale_of(graph.tensor(op.outputs[0])), per_channel);
  const auto scale_of_channel = [&](std::size_t channel) { return scales[per_channel ? channel : 0]; };

  std::vector<std::int8_t> weights(parameters.weights.size());
  std::vector<double> bias(parameters.bias.begin(), parameters.bias.end());
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const std::size_t channel = parameters.walk.channel_of(i);
    const double scale = double{scale_of_channel(channel)};
    const double stored = std::clamp(std::round(parameters.weights[i] / scale), -kMaxWeight, kMaxWeight);
    weights[i] = static_cast<std::int8_t>(stored);
    if (input_means.empty()) continue;
    const double mean = input_means[input_channel_of(op, i, input_means.size())];
    bias[channel] -= (stored * scale - double{parameters.weights[i]}) * mean;
  }
  std::vector<std::int32_t> stored_bias(bias.size());
  std::vector<float> bias_scales;
  for (const float scale : scales) bias_scales.push_back(static_cast<float>(input_scale) * scale);
  for (std::size_t c = 0; c < bias.size(); ++c) {
    const double steps = std::round(bias[c] / double{bias_scales[per_channel ? c : 0]});
    stored_bias[c] = static_cast<std::int32_t>(std::clamp(steps, -2 * kMaxBias, 2 * kMaxBias));
  }
  const Tensor weights_tensor = graph.tensor(op.inputs[1]), bias_tensor = graph.tensor(op.inputs[2]);
  const std::int32_t axis = op.is<graph::DepthwiseConv2d>() ? 3 : 0;
  op.inputs[1] =
      add_tensor(graph, weights_tensor, ElementType::Int8, bytes_of(weights), symmetric(scales, axis));
  op.inputs[2] =
      add_tensor(graph, bias_tensor, ElementType::Int32, bytes_of(stored_bias), symmetric(bias_scales, 0));
}

double reach_of(const Graph& graph, const Operator& op, double input) {
  const std::vector<float> weights = float_values(graph.tensor(op.inputs[1])), bias = bias_values(graph, op);
  const ChannelWalk walk = channels_of_weights(op, graph.tensor(op.inputs[1]).shape);
  std::vector<double> reaches(bias.size());
  for (std::size_t c = 0; c < bias.size(); ++c) reaches[c] = std::abs(double{bias[c]});
  for (std::size_t i = 0; i < weights.size(); ++i)
    reaches[walk.channel_of(i)] += std::abs(double{weights[i]}) * input;
  return *std::max_element(reaches.begin(), reaches.end());
}

}  // namespace tinsmith::quant
