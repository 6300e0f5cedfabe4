// gamma · (w·x + b − mean) / √(variance + epsilon) + beta
//   = (g·w)·x + (g·(b − mean) + beta),  g = gamma / √(variance + epsilon).
#include "graph/operators.h"
#include "quant/affine_norm.h"
#include "quant/passes.h"
#include "quant/rewrite.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::Operator;

bool can_take_norm(const Graph& graph, const graph::Links& links, const Operator& op,
                   graph::TensorId norm_input) {
  if (!has_weights(op) || graph::fused_activation(op) != graph::Activation::None) return false;
  if (only_consumer(graph, links, norm_input) < 0) return false;
  for (std::size_t i = 1; i < op.inputs.size(); ++i)
    if (op.inputs[i] != graph::kNoTensor && !graph.tensor(op.inputs[i]).is_constant) return false;
  // The output values of a fully connected layer are channels only if they are the last axis.
  const ChannelWalk walk = channels_of_weights(op, graph.tensor(op.inputs[1]).shape);
  return static_cast<std::size_t>(graph.tensor(norm_input).shape.back()) == walk.count;
}

void take_norm(Graph& graph, Operator& op, const AffineNorm& norm) {
  const graph::Tensor& weights = graph.tensor(op.inputs[1]);
  const ChannelWalk walk = channels_of_weights(op, weights.shape);
  std::vector<float> values = float_values(weights), bias = bias_values(graph, op);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(values[i] * norm.factor[walk.channel_of(i)]);
  for (std::size_t i = 0; i < bias.size(); ++i)
    bias[i] = static_cast<float>(bias[i] * norm.factor[i] + norm.offset[i]);
  const std::string weights_name = weights.name;
  const graph::Shape shape = weights.shape;
  const auto channels = static_cast<std::int32_t>(bias.size());
  op.inputs = {op.inputs[0], add_constant(graph, weights_name, shape, values),
               add_constant(graph, op.name + "/bias", {channels}, bias)};
}

}  // namespace

Result<Done> fold_batch_norm(Graph& graph) {
  graph::Links links = graph::links_of(graph);
  std::vector<bool> erased(graph.operators.size(), false);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& norm = graph.operators[i];
    if (!norm.is<graph::BatchNorm>()) continue;
    const std::int32_t producer = links.producer[static_cast<std::size_t>(norm.inputs[0])];
    if (producer < 0) continue;
    Operator& op = graph.operators[static_cast<std::size_t>(producer)];
    if (!can_take_norm(graph, links, op, norm.inputs[0])) continue;
    TRY(const AffineNorm affine, affine_norm(graph, norm));
    take_norm(graph, op, affine);
    op.outputs = norm.outputs;
    links.producer[static_cast<std::size_t>(norm.outputs[0])] = producer;
    erased[i] = true;
  }
  erase_operators(graph, erased);
  return Done{};
}

}  // namespace tinsmith::quant
