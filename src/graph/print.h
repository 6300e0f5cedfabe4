// graph/print.h — a graph for people's eyes.
#pragma once

#include <string>

#include "graph/graph.h"

namespace tinsmith::graph {

// One line an operator: number, name, what it does with which attributes, output shape, parameters, MACs;
// then totals.
std::string print(const Graph& graph);

}  // namespace tinsmith::graph
