// graph/shapes.h — the shapes an operator's outputs have, from its inputs' shapes and its attributes.
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// One shape per output. InvalidInput when the inputs do not fit the operator; says which and why.
// Only input tensors are read, never outputs. Indices must already be in range.
Result<std::vector<Shape>> output_shapes(const Graph& graph, const Operator& op);

}  // namespace tinsmith::graph
