// quant/float_distance.h — the distance between the outputs of an int8 graph and its float graph, for use
// without a task-specific loss.
#pragma once

#include <span>

#include "graph/graph.h"

namespace tinsmith::quant {

// Both arguments hold the graph's outputs as `outputs_of` returns them. If the graph ends in one softmax: the
// Kullback–Leibler divergence Σ p · ln(p / q) of each row (the last axis), with p from float and q from int8,
// averaged over rows. Otherwise: the mean squared difference divided by the mean square of the float outputs.
double float_distance(const graph::Graph& graph, std::span<const float> expected,
                      std::span<const float> found);

}  // namespace tinsmith::quant
