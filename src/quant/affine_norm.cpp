#include "quant/affine_norm.h"

#include <cmath>

namespace tinsmith::quant {

Result<AffineNorm> affine_norm(const graph::Graph& graph, const graph::Operator& norm) {
  for (std::size_t i = 1; i < norm.inputs.size(); ++i)
    if (!graph.tensor(norm.inputs[i]).is_constant)
      return fail(Fault::InvalidInput,
                  "batch norm '{}': '{}' is computed by the graph; a constant is expected", norm.name,
                  graph.tensor(norm.inputs[i]).name);
  const auto values = [&](std::size_t input) { return float_values(graph.tensor(norm.inputs[input])); };
  const std::vector<float> gamma = values(1), beta = values(2), mean = values(3), variance = values(4);
  const double epsilon = norm.as<graph::BatchNorm>()->epsilon;
  AffineNorm affine;
  for (std::size_t i = 0; i < gamma.size(); ++i) {
    const double spread = variance[i] + epsilon;
    if (!(spread > 0))
      return fail(Fault::InvalidInput,
                  "batch norm '{}': channel {} has the variance {}; more than {} is expected", norm.name, i,
                  variance[i], -epsilon);
    affine.factor.push_back(gamma[i] / std::sqrt(spread));
    affine.offset.push_back(beta[i] - mean[i] * affine.factor.back());
  }
  return affine;
}

}  // namespace tinsmith::quant
