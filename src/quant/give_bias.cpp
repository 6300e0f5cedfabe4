// Adds a zero bias to convolutions and dense layers without one: integer runtimes always add a bias, and
// some require it.
#include "quant/passes.h"
#include "quant/rewrite.h"

namespace tinsmith::quant {

Result<Done> give_bias(graph::Graph& graph) {
  for (graph::Operator& op : graph.operators) {
    if (!has_weights(op) || op.input(2) != graph::kNoTensor) continue;
    const std::vector<float> zeros = bias_values(graph, op);
    op.inputs = {op.inputs[0], op.inputs[1],
                 add_constant(graph, op.name + "/bias", {static_cast<std::int32_t>(zeros.size())}, zeros)};
  }
  return Done{};
}

}  // namespace tinsmith::quant
