// graph/print.h — a graph as readable text.
#pragma once

#include <string>

#include "graph/graph.h"

namespace tinsmith::graph {

// One line per operator: number, name, kind with its attributes, output shape, parameters, MACs.
// The totals follow.
std::string print(const Graph& graph);

}  // namespace tinsmith::graph
