// graph/shapes.h — shape inference: the shapes of an operator's outputs from its inputs and attributes.
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// Returns one shape per output. Reads only input tensors, never outputs. Precondition: all tensor ids
// are in range.
//   InvalidInput  the inputs do not fit the operator; the message names the input and the reason
Result<std::vector<Shape>> output_shapes(const Graph& graph, const Operator& op);

}  // namespace tinsmith::graph
