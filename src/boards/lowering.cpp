#include "boards/lowering.h"

#include "graph/operators.h"
#include "graph/validate.h"

namespace tinsmith::boards {
namespace {

using graph::Operator;

bool is_whole_average(const graph::Graph& graph, const Operator& op) {
  const auto* pool = op.as<graph::AveragePool2d>();
  if (pool == nullptr) return false;
  const graph::Shape& shape = graph.tensor(op.inputs[0]).shape;
  return pool->filter_height == shape[1] && pool->filter_width == shape[2] &&
         pool->window.padding == graph::Padding{} && graph::fused_activation(op) == graph::Activation::None;
}

}  // namespace

graph::Graph lowered_for(const Board& board, graph::Graph graph) {
  if (has_operator(board, "AVERAGE_POOL_2D") || !has_operator(board, "MEAN")) return graph;
  for (Operator& op : graph.operators)
    if (is_whole_average(graph, op)) op.attributes = graph::Mean{{1, 2}, true};
  CHECK(graph::validate(graph), "lowering broke network {}", graph.name);
  return graph;
}

}  // namespace tinsmith::boards
