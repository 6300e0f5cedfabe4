// quant/to_int8.h — the float graph in integers, once the ranges of its activations are known.
#pragma once

#include <span>
#include <vector>

#include "graph/graph.h"
#include "quant/histogram.h"
#include "quant/scale_groups.h"

namespace tinsmith::quant {

// Scale and zero point that spread −128…127 over the range; 0 is said exactly.
Affine affine_of(Range range);

// Quantizes a graph that has been through the passes. `ranges`: what each activation spans, by tensor id.
// `channel_means`: of each activation, by id, as Observation has them; when given, biases make up for the
// mean error that rounding the weights brings (Nagel et al. 2019, arXiv:1906.04721, section 4.2); empty: they
// do not. `known`: activations that are not to be spread over their range.
//   InvalidInput  a weight is not finite; a constant is missing
//   Unsupported   an operator that int8 does not have
Result<graph::Graph> to_int8(graph::Graph graph, std::span<const Range> ranges,
                             std::span<const std::vector<double>> channel_means,
                             std::span<const KnownAffine> known = {});

}  // namespace tinsmith::quant
