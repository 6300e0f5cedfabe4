// Replaces batch norms that could not be folded into a layer: for pictures by a depthwise 1x1 convolution,
// which quantizes per channel and rounds only once; for other shapes by a multiplication and an addition.
#include "quant/affine_norm.h"
#include "quant/passes.h"
#include "quant/rewrite.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::Operator;
using graph::TensorId;

std::vector<Operator> lowered(Graph& graph, const Operator& norm, const AffineNorm& affine) {
  const std::vector<float> factor(affine.factor.begin(), affine.factor.end()),
      offset(affine.offset.begin(), affine.offset.end());
  const auto channels = static_cast<std::int32_t>(factor.size());
  const graph::Shape shape = graph.tensor(norm.inputs[0]).shape;
  if (shape.size() == 4) {
    const TensorId weights = add_constant(graph, norm.name + "/weights", {1, 1, 1, channels}, factor);
    const TensorId bias = add_constant(graph, norm.name + "/bias", {channels}, offset);
    return {Operator{graph::DepthwiseConv2d{}, {norm.inputs[0], weights, bias}, norm.outputs, norm.name}};
  }
  const TensorId by = add_constant(graph, norm.name + "/factor", {channels}, factor);
  const TensorId plus = add_constant(graph, norm.name + "/offset", {channels}, offset);
  graph::Tensor scaled;
  scaled.name = norm.name + "_scaled";
  scaled.shape = shape;
  graph.tensors.push_back(std::move(scaled));
  const auto middle = static_cast<TensorId>(graph.tensors.size() - 1);
  return {Operator{graph::Mul{}, {norm.inputs[0], by}, {middle}, norm.name + "_scaled"},
          Operator{graph::Add{}, {middle, plus}, norm.outputs, norm.name}};
}

}  // namespace

Result<Done> lower_batch_norm(Graph& graph) {
  std::vector<Operator> rewritten;
  for (const Operator& op : std::vector<Operator>(graph.operators)) {
    if (!op.is<graph::BatchNorm>()) {
      rewritten.push_back(op);
      continue;
    }
    TRY(const AffineNorm affine, affine_norm(graph, op));
    for (Operator& part : lowered(graph, op, affine)) rewritten.push_back(std::move(part));
  }
  graph.operators = std::move(rewritten);
  return Done{};
}

}  // namespace tinsmith::quant
