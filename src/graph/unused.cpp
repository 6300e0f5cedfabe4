#include "graph/unused.h"

#include <algorithm>

namespace tinsmith::graph {

void drop_unused_operators(Graph& graph) {
  std::vector<bool> is_read(graph.tensors.size());
  const auto read = [&](const std::vector<TensorId>& ids) {
    for (const TensorId id : ids)
      if (id != kNoTensor) is_read[static_cast<std::size_t>(id)] = true;
  };
  read(graph.outputs);
  // Operators come after the producers of their inputs, so going backwards a reader is always visited first.
  std::vector<Operator> kept;
  for (auto op = graph.operators.rbegin(); op != graph.operators.rend(); ++op) {
    const bool is_used = std::any_of(op->outputs.begin(), op->outputs.end(),
                                     [&](TensorId id) { return is_read[static_cast<std::size_t>(id)]; });
    if (!is_used) continue;
    read(op->inputs);
    kept.push_back(std::move(*op));
  }
  std::reverse(kept.begin(), kept.end());
  graph.operators = std::move(kept);
  drop_unused_tensors(graph);
}

}  // namespace tinsmith::graph
