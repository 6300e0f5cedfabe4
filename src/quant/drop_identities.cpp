// Removes operators whose output equals their input.
#include <algorithm>

#include "quant/passes.h"
#include "quant/rewrite.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::Operator;
using graph::Shape;
using graph::TensorId;

bool is_ascending(const std::vector<std::int32_t>& axes) {
  return std::is_sorted(axes.begin(), axes.end());
}

bool is_whole(const graph::StridedSlice& slice, const Shape& input) {
  for (std::size_t i = 0; i < input.size(); ++i)
    if (slice.begin[i] != 0 || slice.end[i] != input[i] || slice.strides[i] != 1) return false;
  return slice.removed_axes.empty();
}

bool is_single(std::int32_t filter_height, std::int32_t filter_width, graph::Activation activation) {
  return filter_height == 1 && filter_width == 1 && activation == graph::Activation::None;
}

// The shapes are compared first; the rest checks whether the values keep their positions.
bool is_identity(const Graph& graph, const Operator& op) {
  const Shape& shape = graph.tensor(op.inputs[0]).shape;
  if (op.inputs.size() != 1 || op.outputs.size() != 1 || graph.tensor(op.outputs[0]).shape != shape)
    return false;
  if (const auto* transpose = op.as<graph::Transpose>()) return is_ascending(transpose->permutation);
  if (const auto* slice = op.as<graph::StridedSlice>()) return is_whole(*slice, shape);
  if (const auto* pool = op.as<graph::MaxPool2d>())
    return is_single(pool->filter_height, pool->filter_width, pool->activation);
  if (const auto* pool = op.as<graph::AveragePool2d>())
    return is_single(pool->filter_height, pool->filter_width, pool->activation);
  if (const auto* concatenation = op.as<graph::Concatenation>())
    return concatenation->activation == graph::Activation::None;
  return op.is<graph::Dropout>() || op.is<graph::Reshape>() || op.is<graph::Pad>() || op.is<graph::Split>() ||
         op.is<graph::ResizeNearest>();
}

// Makes readers of `output` read `input` instead. If `output` is a graph output, its name must stay, so the
// producer of `input` writes `output`. Returns false if neither is possible.
bool bypass(Graph& graph, graph::Links& links, TensorId input, TensorId output) {
  const auto at = [](TensorId id) { return static_cast<std::size_t>(id); };
  if (!is_graph_output(graph, output)) {
    redirect(graph, links, output, input);
    auto& readers = links.consumers[at(input)];
    readers.insert(readers.end(), links.consumers[at(output)].begin(), links.consumers[at(output)].end());
    return true;
  }
  const std::int32_t producer = links.producer[at(input)];
  if (producer < 0 || is_graph_output(graph, input)) return false;
  auto& made = graph.operators[static_cast<std::size_t>(producer)].outputs;
  std::replace(made.begin(), made.end(), input, output);
  redirect(graph, links, input, output);
  links.producer[at(output)] = producer;
  auto& readers = links.consumers[at(output)];
  readers.insert(readers.end(), links.consumers[at(input)].begin(), links.consumers[at(input)].end());
  return true;
}

}  // namespace

Result<Done> drop_identities(Graph& graph) {
  graph::Links links = graph::links_of(graph);
  std::vector<bool> erased(graph.operators.size(), false);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (!is_identity(graph, op)) continue;
    const TensorId input = op.inputs[0], output = op.outputs[0];
    if (!bypass(graph, links, input, output)) continue;
    std::erase(links.consumers[static_cast<std::size_t>(input)], static_cast<std::int32_t>(i));
    std::erase(links.consumers[static_cast<std::size_t>(output)], static_cast<std::int32_t>(i));
    erased[i] = true;
  }
  erase_operators(graph, erased);
  return Done{};
}

}  // namespace tinsmith::quant
