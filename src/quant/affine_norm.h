// quant/affine_norm.h — a trained batch norm as one factor and one offset per channel.
#pragma once

#include <vector>

#include "graph/graph.h"

namespace tinsmith::quant {

// y = factor · x + offset, per channel.
struct AffineNorm {
  std::vector<double> factor, offset;
};

// InvalidInput: variance + epsilon of a channel is not positive, or a parameter is not constant.
Result<AffineNorm> affine_norm(const graph::Graph& graph, const graph::Operator& norm);

}  // namespace tinsmith::quant
