// A Pad operator before a convolution copies its whole input. Model files support only the paddings SAME and
// VALID, so a Pad is kept if the total padding is neither: it would have to be split off again.
#include "quant/passes.h"
#include "quant/rewrite.h"

namespace tinsmith::quant {
namespace {

using graph::Graph;
using graph::Operator;
using graph::Padding;
using graph::TensorId;
using graph::Window;

bool pads_pictures_with_zeros(const Operator& op) {
  const auto* pad = op.as<graph::Pad>();
  if (pad == nullptr || pad->value != 0 || pad->amounts.size() != 4) return false;
  constexpr std::pair<std::int32_t, std::int32_t> kNothing{0, 0};
  return pad->amounts[0] == kNothing && pad->amounts[3] == kNothing;
}

Window* window_of(Operator& op) {
  if (auto* conv = op.as<graph::Conv2d>()) return &conv->window;
  if (auto* conv = op.as<graph::DepthwiseConv2d>()) return &conv->window;
  return nullptr;
}

bool is_same_padding(const Graph& graph, const Operator& op, const Window& window, TensorId input) {
  const graph::Shape& from = graph.tensor(input).shape;
  const graph::Shape& filter = graph.tensor(op.inputs[1]).shape;
  return window.padding == graph::same_padding(from[1], from[2], filter[1], filter[2], window.stride_height,
                                               window.stride_width, window.dilation_height,
                                               window.dilation_width);
}

// Returns whether the convolution now reads `from` and pads it itself.
bool take_padding(const Graph& graph, Operator& op, const graph::Pad& pad, TensorId from, TensorId padded) {
  Window* window = window_of(op);
  if (window == nullptr || op.inputs[0] != padded) return false;
  Window wider = *window;
  wider.padding.top += pad.amounts[1].first;
  wider.padding.bottom += pad.amounts[1].second;
  wider.padding.left += pad.amounts[2].first;
  wider.padding.right += pad.amounts[2].second;
  if (!is_same_padding(graph, op, wider, from)) return false;
  *window = wider;
  op.inputs[0] = from;
  return true;
}

}  // namespace

Result<Done> fold_pad(Graph& graph) {
  const graph::Links links = graph::links_of(graph);
  std::vector<bool> erased(graph.operators.size(), false);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    if (!pads_pictures_with_zeros(op)) continue;
    const TensorId padded = op.outputs[0];
    bool is_needed = is_graph_output(graph, padded);
    for (const std::int32_t consumer : links.consumers[static_cast<std::size_t>(padded)])
      if (!take_padding(graph, graph.operators[static_cast<std::size_t>(consumer)], *op.as<graph::Pad>(),
                        op.inputs[0], padded))
        is_needed = true;
    erased[i] = !is_needed;
  }
  erase_operators(graph, erased);
  return Done{};
}

}  // namespace tinsmith::quant
