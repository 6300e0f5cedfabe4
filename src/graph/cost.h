// graph/cost.h — the cost of a network: parameters, and multiply-accumulates (MACs) per picture.
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// The number of learned values: weights, biases, gamma and beta. Running means and variances are not counted.
std::int64_t parameter_count(const Graph& graph);

// The number of MACs of convolutions and fully connected layers. Padding is counted as if it were pixels,
// as is usual.
std::int64_t multiply_accumulates(const Graph& graph, const Operator& op);
std::int64_t multiply_accumulates(const Graph& graph);

}  // namespace tinsmith::graph
