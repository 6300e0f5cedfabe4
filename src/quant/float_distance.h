// quant/float_distance.h — how far an int8 graph's outputs are from the float graph's, when nobody says what
// the outputs are for.
#pragma once

#include <span>

#include "graph/graph.h"

namespace tinsmith::quant {

// Both of the graph's outputs, as `outputs_of` gives them. Where the graph ends in one softmax: the
// Kullback–Leibler divergence Σ p · ln(p / q) of each row (the last axis), p float's and q int8's, averaged
// over rows. Else the mean squared difference over float's mean square.
double float_distance(const graph::Graph& graph, std::span<const float> expected,
                      std::span<const float> found);

}  // namespace tinsmith::quant
