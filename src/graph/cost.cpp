#include "graph/cost.h"

#include <set>

namespace tinsmith::graph {

std::int64_t parameter_count(const Graph& graph) {
  std::set<TensorId> counted;
  for (const Operator& op : graph.operators) {
    const std::size_t learned = op.is<BatchNorm>() ? 3 : op.inputs.size();
    const bool has_weights =
        op.is<Conv2d>() || op.is<DepthwiseConv2d>() || op.is<FullyConnected>() || op.is<BatchNorm>();
    for (std::size_t i = 1; has_weights && i < learned; ++i)
      if (op.inputs[i] != kNoTensor && graph.tensor(op.inputs[i]).is_constant) counted.insert(op.inputs[i]);
  }
  std::int64_t count = 0;
  for (const TensorId id : counted) count += element_count(graph.tensor(id).shape);
  return count;
}

std::int64_t multiply_accumulates(const Graph& graph, const Operator& op) {
  if (!op.is<Conv2d>() && !op.is<DepthwiseConv2d>() && !op.is<FullyConnected>()) return 0;
  const std::int64_t outputs = element_count(graph.tensor(op.outputs[0]).shape);
  const Shape& weights = graph.tensor(op.inputs[1]).shape;
  if (op.is<FullyConnected>()) return outputs * weights[1];
  if (op.is<DepthwiseConv2d>()) return outputs * weights[1] * weights[2];
  return outputs * weights[1] * weights[2] * weights[3];
}

std::int64_t multiply_accumulates(const Graph& graph) {
  std::int64_t count = 0;
  for (const Operator& op : graph.operators) count += multiply_accumulates(graph, op);
  return count;
}

}  // namespace tinsmith::graph
