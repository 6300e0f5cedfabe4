// graph/unused.h — what nothing reads any more.
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// Removes operators that no output of the graph depends on, and the tensors that only they used. The rest
// keeps its order.
void drop_unused_operators(Graph& graph);

}  // namespace tinsmith::graph
