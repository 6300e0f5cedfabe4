// The memory that TensorFlow Lite Micro needs in its arena in addition to the activations. Sources:
// tflite-micro's micro_allocator.cc and micro_interpreter.cc (what is allocated, and its alignment) and the
// OpData structures of its kernels.
#include <algorithm>
#include <array>

#include "infer/memory_plan.h"

namespace tinsmith::infer {
namespace {

// The memory that an operator of one kind needs. Sizes are the sums of the structures' fields.
struct Row {
  std::int64_t options_bytes;  // built-in options, decoded from the file
  std::int64_t state_bytes;    // state of its kernel, without pointers
  std::int64_t state_pointers;
  std::int64_t file_constants;  // attributes of the graph that are tensors in the file
};

// One row per alternative of graph::Attributes, in the same order.
constexpr Row kRows[] = {
    {28, 56, 2, 0},  // conv2d
    {28, 56, 2, 0},  // depthwise_conv2d
    {16, 44, 2, 0},  // fully_connected
    {0, 0, 0, 0},    // batch_norm: never in the file
    {40, 32, 0, 0},  // average_pool2d
    {40, 32, 0, 0},  // max_pool2d
    {1, 52, 0, 1},   // mean
    {8, 64, 0, 0},   // add
    {8, 64, 0, 0},   // sub
    {4, 40, 0, 0},   // mul
    {0, 64, 0, 0},   // relu
    {0, 8, 0, 0},    // relu6
    {4, 24, 0, 0},   // leaky_relu
    {0, 16, 0, 0},   // logistic
    {4, 48, 5, 0},   // softmax
    {36, 0, 0, 1},   // reshape
    {0, 0, 0, 1},    // transpose
    {8, 16, 2, 0},   // concatenation
    {4, 0, 0, 2},    // split
    {0, 56, 0, 1},   // pad
    {24, 88, 0, 3},  // strided_slice
    {8, 0, 0, 1},    // resize_nearest
    {0, 0, 0, 0},    // dropout: never in the file
    {0, 0, 0, 0},    // fake_quantize: never in the file
    {0, 32, 0, 0},   // quantize
    {0, 24, 0, 0},   // dequantize
};
static_assert(std::size(kRows) == std::variant_size_v<graph::Attributes>, "one row per operator");

// The objects of the interpreter itself: allocators, planner, graph.
constexpr std::int64_t kFixed_bytes = 128;
constexpr std::int64_t kFixed_pointers = 64;

// Returns the bytes for one multiplier and one shift per output channel.
std::int64_t channel_bytes(const graph::Graph& graph, const graph::Operator& op) {
  if (graph.tensor(op.inputs[0]).type == graph::ElementType::Float32 && op.is<graph::FullyConnected>())
    return 0;
  const bool always = op.is<graph::Conv2d>() || op.is<graph::DepthwiseConv2d>();
  const bool sometimes =
      op.is<graph::FullyConnected>() && graph.tensor(op.inputs[1]).quantization.is_per_channel();
  if (!always && !sometimes) return 0;
  return 2 * aligned(4 * std::int64_t{graph.tensor(op.outputs[0]).shape.back()});
}

// Returns the scratch buffers that a reference kernel needs while it runs. Of the kernels that the exporters
// use, only Mean has any.
std::vector<std::int64_t> scratch_bytes(const graph::Graph& graph, const graph::Operator& op) {
  const auto* mean = op.as<graph::Mean>();
  if (mean == nullptr) return {};
  const graph::Tensor& input = graph.tensor(op.inputs[0]);
  std::vector<std::int64_t> buffers{4 * static_cast<std::int64_t>(input.shape.size()),
                                    4 * static_cast<std::int64_t>(mean->axes.size())};
  if (input.type != graph::ElementType::Float32)
    buffers.insert(buffers.begin(), 4 * graph::element_count(graph.tensor(op.outputs[0]).shape));
  return buffers;
}

// ESP-NN's convolutions for the ESP32-S3 need a scratch buffer. The functions below compute its size like
// ESP-NN's *_get_scratch_size functions; 0 means that the reference kernel runs the layer.
std::int64_t rounded_up(std::int64_t value, std::int64_t multiple) {
  return (value + multiple - 1) / multiple * multiple;
}

std::int64_t esp_nn_conv_bytes(const graph::Shape& input, const graph::Shape& filter,
                               const graph::Window& window) {
  const std::int64_t height = input[1], width = input[2], in = input[3], out = filter[0];
  const graph::Padding& pad = window.padding;
  const bool is_padded = pad.top > 0 || pad.left > 0;
  const bool is_pointwise =
      filter[1] == 1 && filter[2] == 1 && window.stride_height == 1 && window.stride_width == 1 && !is_padded;
  if (is_pointwise) {
    const std::int64_t in8 = rounded_up(in, 8);
    return in8 * out + (width * height < 8 ? 0 : 16 * in8) + 32 + (in % 8 == 0 ? 0 : width * height * in8);
  }
  const std::int64_t moved = is_padded ? (width + 2 * pad.left) * (height + 2 * pad.top) * in : 0;
  return std::int64_t{filter[1]} * filter[2] * rounded_up(in, 16) * out + 4 * out + 32 + moved;
}

std::int64_t esp_nn_depthwise_bytes(const graph::Shape& input, const graph::Shape& output,
                                    const graph::Shape& filter, const graph::DepthwiseConv2d& layer) {
  const std::int64_t height = input[1], width = input[2], channels = input[3];
  const std::int64_t taps = std::int64_t{filter[1]} * filter[2], multiplier = layer.depth_multiplier;
  const graph::Padding& pad = layer.window.padding;
  if (taps == 9 && filter[1] == 3 && multiplier == 1 && channels % 16 == 0) {
    const bool is_padded = pad.top > 0 || pad.left > 0;
    const std::int64_t down =
        is_padded ? 2 * pad.top : std::int64_t{output[1]} * layer.window.stride_height + 2 - height;
    const std::int64_t across =
        is_padded ? 2 * pad.left : std::int64_t{output[2]} * layer.window.stride_width + 2 - width;
    const std::int64_t moved = down == 0 && across == 0 ? 0 : (width + across) * (height + down) * channels;
    return 9 * channels + 16 + moved;
  }
  if (taps == 9 && filter[1] == 3 && multiplier == 1 && channels % 8 == 0)
    return 2 * (9 * channels + width * height * channels) + 16;
  if (multiplier % 4 == 0) return 2 * (taps * channels * multiplier + width * height * channels) + 16;
  return 0;
}

std::int64_t esp_nn_bytes(const graph::Graph& graph, const graph::Operator& op) {
  const auto* conv = op.as<graph::Conv2d>();
  const auto* depthwise = op.as<graph::DepthwiseConv2d>();
  if (conv == nullptr && depthwise == nullptr) return 0;
  const graph::Tensor& input = graph.tensor(op.inputs[0]);
  if (input.type != graph::ElementType::Int8) return 0;
  const graph::Shape& filter = graph.tensor(op.inputs[1]).shape;
  if (conv != nullptr) return esp_nn_conv_bytes(input.shape, filter, conv->window);
  return esp_nn_depthwise_bytes(input.shape, graph.tensor(op.outputs[0]).shape, filter, *depthwise);
}

// Returns the size of the full description of an input or output tensor, including its quantization.
std::int64_t described_tensor_bytes(std::int64_t pointer_bytes) {
  return 12 * pointer_bytes + 32;
}

}  // namespace

ArenaEstimate estimate_arena(const graph::Graph& graph, KernelLibrary kernels, int pointer_bytes) {
  const std::int64_t pointer = pointer_bytes;
  std::vector<Lifetime> buffers = lifetimes_of(graph);
  auto tensors = static_cast<std::int64_t>(graph.tensors.size());
  std::int64_t bookkeeping = kFixed_bytes + kFixed_pointers * pointer;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const graph::Operator& op = graph.operators[i];
    const Row& row = kRows[op.attributes.index()];
    const auto step = static_cast<std::int32_t>(i);
    std::vector<std::int64_t> scratch = scratch_bytes(graph, op);
    if (kernels == KernelLibrary::EspNn)
      if (const std::int64_t bytes = esp_nn_bytes(graph, op); bytes > 0) scratch.push_back(bytes);
    for (const std::int64_t bytes : scratch) {
      buffers.push_back({bytes, step, step});
      bookkeeping += pointer;  // its handle
    }
    tensors += row.file_constants;
    bookkeeping += 8 * pointer;  // the node and its registration
    bookkeeping += row.options_bytes + aligned(row.state_bytes + row.state_pointers * pointer);
    bookkeeping += channel_bytes(graph, op);
  }
  bookkeeping += 3 * pointer * tensors;
  bookkeeping +=
      static_cast<std::int64_t>(graph.inputs.size() + graph.outputs.size()) * described_tensor_bytes(pointer);
  return {lay_out(buffers).bytes, aligned(bookkeeping)};
}

}  // namespace tinsmith::infer
