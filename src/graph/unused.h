// graph/unused.h — removal of operators that do not contribute to an output.
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// Removes operators that no output of the graph depends on, and the tensors that only they used. The order of
// the remaining operators is kept.
void drop_unused_operators(Graph& graph);

}  // namespace tinsmith::graph
