// quant/to_int8.h — converts a float graph to integers, given the ranges of its activations.
#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"
#include "quant/histogram.h"
#include "quant/scale_groups.h"

namespace tinsmith::quant {

// Returns the scale and zero point that map −128…127 to the range; 0 is represented exactly.
Affine affine_of(Range range);

// Quantizes a graph that has been through the passes. `ranges`: the range of each activation, by tensor id.
// `channel_means`: channel means of each activation, by id, as in Observation. If given, biases correct the
// mean error from rounding the weights (Nagel et al. 2019, arXiv:1906.04721, section 4.2); if empty, they do
// not. `known`: activations whose scale and zero point are given and not computed from the range.
//   InvalidInput  a weight is not finite, or a constant is missing
//   Unsupported   an operator does not exist in int8
Result<graph::Graph> to_int8(graph::Graph graph, std::span<const Range> ranges,
                             std::span<const std::vector<double>> channel_means,
                             std::span<const KnownAffine> known = {});

}  // namespace tinsmith::quant
