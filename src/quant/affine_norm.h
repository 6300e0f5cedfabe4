// quant/affine_norm.h — batch normalisation as what it is once training is over: a product and a sum by
// channel.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace tinsmith::quant {

// y = factor · x + offset, by channel.
struct AffineNorm {
  std::vector<double> factor, offset;
};

// InvalidInput when a channel's variance + epsilon is not positive or a parameter is not constant.
Result<AffineNorm> affine_norm(const graph::Graph& graph, const graph::Operator& norm);

}  // namespace tinsmith::quant
