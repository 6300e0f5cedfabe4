// graph/cost.h — what a network costs: parameters and multiply-accumulates of one picture.
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// Values the network learned: weights, biases, gamma and beta. Running means and variances are not counted.
std::int64_t parameter_count(const Graph& graph);

// Convolutions and fully connected layers; padding counts as if it were pixels, as is usual.
std::int64_t multiply_accumulates(const Graph& graph, const Operator& op);
std::int64_t multiply_accumulates(const Graph& graph);

}  // namespace tinsmith::graph
