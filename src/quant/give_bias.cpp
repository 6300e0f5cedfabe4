// Convolutions and dense layers without a bias: integer runtimes add one always, and some insist on it.
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
