// Relu and Relu6 cost nothing if the operator before them clamps its output to their bounds.
#include <optional>

#include "graph/operators.h"
#include "quant/passes.h"
#include "quant/rewrite.h"

namespace tinsmith::quant {
namespace {

using graph::Activation;
using graph::Operator;

std::optional<Activation> activation_of(const Operator& op) {
  if (op.is<graph::Relu>()) return Activation::Relu;
  if (op.is<graph::Relu6>()) return Activation::Relu6;
  return std::nullopt;
}

// Combines two successive activations into one: the narrower of them.
Activation joined(Activation first, Activation second) {
  return std::max(first, second);
}
static_assert(Activation::None < Activation::Relu && Activation::Relu < Activation::Relu6);

// Concatenation in TensorFlow Lite Micro does not support an activation.
Activation* place_for(Operator& op) {
  return op.is<graph::Concatenation>() ? nullptr : graph::fused_activation(op);
}

}  // namespace

Result<Done> fuse_activation(graph::Graph& graph) {
  graph::Links links = graph::links_of(graph);
  std::vector<bool> erased(graph.operators.size(), false);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    const auto activation = activation_of(op);
    if (!activation || only_consumer(graph, links, op.inputs[0]) < 0) continue;
    const std::int32_t producer = links.producer[static_cast<std::size_t>(op.inputs[0])];
    if (producer < 0) continue;
    Operator& before = graph.operators[static_cast<std::size_t>(producer)];
    Activation* fused = place_for(before);
    if (fused == nullptr) continue;
    *fused = joined(*fused, *activation);
    before.outputs = op.outputs;
    links.producer[static_cast<std::size_t>(op.outputs[0])] = producer;
    erased[i] = true;
  }
  erase_operators(graph, erased);
  return Done{};
}

}  // namespace tinsmith::quant
