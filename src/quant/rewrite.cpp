#include "quant/rewrite.h"

#include <algorithm>

namespace tinsmith::quant {

using graph::Graph;
using graph::Operator;
using graph::TensorId;

bool is_graph_output(const Graph& graph, TensorId id) {
  return std::find(graph.outputs.begin(), graph.outputs.end(), id) != graph.outputs.end();
}

std::int32_t only_consumer(const Graph& graph, const graph::Links& links, TensorId id) {
  const auto& consumers = links.consumers[static_cast<std::size_t>(id)];
  return consumers.size() == 1 && !is_graph_output(graph, id) ? consumers[0] : -1;
}

void redirect(Graph& graph, const graph::Links& links, TensorId from, TensorId to) {
  for (const std::int32_t consumer : links.consumers[static_cast<std::size_t>(from)]) {
    auto& inputs = graph.operators[static_cast<std::size_t>(consumer)].inputs;
    std::replace(inputs.begin(), inputs.end(), from, to);
  }
}

void erase_operators(Graph& graph, const std::vector<bool>& erased) {
  std::vector<Operator> kept;
  for (std::size_t i = 0; i < graph.operators.size(); ++i)
    if (!erased[i]) kept.push_back(std::move(graph.operators[i]));
  graph.operators = std::move(kept);
}

TensorId add_constant(Graph& graph, const std::string& name, graph::Shape shape,
                      const std::vector<float>& values) {
  graph::Tensor tensor;
  tensor.name = name;
  tensor.shape = std::move(shape);
  tensor.data = bytes_of(values);
  tensor.is_constant = true;
  graph.tensors.push_back(std::move(tensor));
  return static_cast<TensorId>(graph.tensors.size() - 1);
}

bool has_weights(const Operator& op) {
  return op.is<graph::Conv2d>() || op.is<graph::DepthwiseConv2d>() || op.is<graph::FullyConnected>();
}

ChannelWalk channels_of_weights(const Operator& op, const graph::Shape& weights) {
  if (op.is<graph::DepthwiseConv2d>()) return {static_cast<std::size_t>(weights.back()), 1};
  const auto count = static_cast<std::size_t>(weights[0]);
  return {count, static_cast<std::size_t>(graph::element_count(weights)) / count};
}

std::vector<float> bias_values(const Graph& graph, const Operator& op) {
  if (const TensorId bias = op.input(2); bias != graph::kNoTensor) return float_values(graph.tensor(bias));
  return std::vector<float>(channels_of_weights(op, graph.tensor(op.inputs[1]).shape).count, 0.0f);
}

}  // namespace tinsmith::quant
