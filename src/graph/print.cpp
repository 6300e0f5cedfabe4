#include "graph/print.h"

#include <fmt/format.h>

#include "graph/cost.h"
#include "graph/operators.h"

namespace tinsmith::graph {
namespace {

std::string window_text(const Window& window) {
  const Padding& p = window.padding;
  std::string text = fmt::format(" stride {}x{} pad {},{},{},{}", window.stride_height, window.stride_width,
                                 p.top, p.bottom, p.left, p.right);
  if (window.dilation_height != 1 || window.dilation_width != 1)
    text += fmt::format(" dilation {}x{}", window.dilation_height, window.dilation_width);
  return text;
}

std::string attributes_text(const Graph& graph, const Operator& op) {
  std::string text;
  if (op.is<Conv2d>() || op.is<DepthwiseConv2d>()) {
    const Shape& weights = graph.tensor(op.inputs[1]).shape;
    text += fmt::format(" {}x{}", weights[1], weights[2]);
  }
  std::visit(
      [&](const auto& kind) {
        if constexpr (requires { kind.filter_height; })
          text += fmt::format(" {}x{}", kind.filter_height, kind.filter_width);
        if constexpr (requires { kind.window; }) text += window_text(kind.window);
        if constexpr (requires { kind.axis; }) text += fmt::format(" axis {}", kind.axis);
      },
      op.attributes);
  if (fused_activation(op) != Activation::None) text += fmt::format(" + {}", name_of(fused_activation(op)));
  return text;
}

std::string quantization_text(const Tensor& tensor) {
  if (!tensor.quantization.is_quantized()) return {};
  return fmt::format(" {} {:.6g}/{}", name_of(tensor.type), tensor.quantization.scales[0],
                     tensor.quantization.zero_points[0]);
}

}  // namespace

std::string print(const Graph& graph) {
  std::string text = fmt::format("graph '{}'\n", graph.name);
  for (const TensorId id : graph.inputs)
    text += fmt::format("  in   {:<34} {}{}\n", graph.tensor(id).name, format_shape(graph.tensor(id).shape),
                        quantization_text(graph.tensor(id)));
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    const Tensor& output = graph.tensor(op.outputs[0]);
    text += fmt::format("  {:<4} {:<34} {:<14}{}{}  {} MACs  {}\n", i, op.name, format_shape(output.shape),
                        info_of(op).name, attributes_text(graph, op), multiply_accumulates(graph, op),
                        quantization_text(output));
  }
  return text +
         fmt::format("  {} parameters, {} MACs\n", parameter_count(graph), multiply_accumulates(graph));
}

}  // namespace tinsmith::graph
