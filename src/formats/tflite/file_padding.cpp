#include "formats/tflite/file_padding.h"

#include <limits>

#include "graph/operators.h"

namespace tinsmith::formats {
namespace {

using graph::Graph;
using graph::Operator;
using graph::Padding;
using graph::TensorId;

struct Walk {
  graph::Window* window;
  std::int32_t filter_height, filter_width;
};

// Returns the window of `op` over its input; nothing if it is no convolution or pool.
std::optional<Walk> walk_of(const Graph& graph, Operator& op) {
  const auto with_weights = [&](graph::Window& window) {
    const graph::Shape& weights = graph.tensor(op.inputs[1]).shape;
    return Walk{&window, weights[1], weights[2]};
  };
  if (auto* conv = op.as<graph::Conv2d>()) return with_weights(conv->window);
  if (auto* conv = op.as<graph::DepthwiseConv2d>()) return with_weights(conv->window);
  if (auto* pool = op.as<graph::MaxPool2d>())
    return Walk{&pool->window, pool->filter_height, pool->filter_width};
  if (auto* pool = op.as<graph::AveragePool2d>())
    return Walk{&pool->window, pool->filter_height, pool->filter_width};
  return std::nullopt;
}

std::optional<schema::Padding> name_of(const Walk& walk, const graph::Shape& input) {
  const graph::Window& window = *walk.window;
  if (window.padding == graph::same_padding(input[1], input[2], walk.filter_height, walk.filter_width,
                                            window.stride_height, window.stride_width, window.dilation_height,
                                            window.dilation_width))
    return schema::Padding::SAME;
  if (window.padding == Padding{}) return schema::Padding::VALID;
  return std::nullopt;
}

// Returns the padding value that does not change the window's result: 0 for sums, the min value for a max.
float neutral_value(const Operator& op, const graph::Tensor& input) {
  if (!op.is<graph::MaxPool2d>()) return 0;
  if (input.type == graph::ElementType::Float32) return std::numeric_limits<float>::lowest();
  const graph::Quantization& quantization = input.quantization;
  const std::int64_t least = std::numeric_limits<std::int8_t>::min();
  return quantization.scales.at(0) * static_cast<float>(least - quantization.zero_points.at(0));
}

// Returns the operator that pads before `op`, and removes the padding from `op`.
Operator pad_for(Graph& graph, Operator& op, graph::Window& window) {
  graph::Tensor padded = graph.tensor(op.inputs[0]);
  const float value = neutral_value(op, padded);
  const Padding padding = std::exchange(window.padding, Padding{});
  padded.name = op.name + "/padded";
  padded.shape[1] += padding.top + padding.bottom;
  padded.shape[2] += padding.left + padding.right;
  const auto id = static_cast<TensorId>(graph.tensors.size());
  const graph::Pad pad{{{0, 0}, {padding.top, padding.bottom}, {padding.left, padding.right}, {0, 0}}, value};
  const Operator made{pad, {op.inputs[0]}, {id}, padded.name};
  graph.tensors.push_back(std::move(padded));
  op.inputs[0] = id;
  return made;
}

}  // namespace

std::optional<schema::Padding> named_padding(const Graph& graph, const Operator& op) {
  Operator copy = op;
  const auto walk = walk_of(graph, copy);
  return walk ? name_of(*walk, graph.tensor(op.inputs[0]).shape) : std::nullopt;
}

Result<Done> insert_pads(Graph& graph) {
  std::vector<Operator> operators;
  operators.reserve(graph.operators.size());
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    Operator& op = graph.operators[i];
    const auto walk = walk_of(graph, op);
    if (walk && !name_of(*walk, graph.tensor(op.inputs[0]).shape)) {
      if (op.is<graph::AveragePool2d>())
        return fail(Fault::Unsupported,
                    "operator {} (average_pool2d) '{}' has padding {},{},{},{} (top, bottom, left, right), "
                    "which is neither SAME nor VALID; a .tflite file cannot represent it",
                    i, op.name, walk->window->padding.top, walk->window->padding.bottom,
                    walk->window->padding.left, walk->window->padding.right);
      operators.push_back(pad_for(graph, op, *walk->window));
    }
    operators.push_back(std::move(op));
  }
  graph.operators = std::move(operators);
  return Done{};
}

}  // namespace tinsmith::formats
