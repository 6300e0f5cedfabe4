// What TensorFlow Lite Micro puts into its arena beside the activations. Sources: tflite-micro's
// micro_allocator.cc and micro_interpreter.cc (what is allocated, with which alignment) and its kernels'
// OpData structures.
#include <algorithm>
#include <array>

#include "infer/memory_plan.h"

namespace tinsmith::infer {
namespace {

// What an operator of one kind adds. Sizes are those of the structures' fields.
struct Row {
  std::int64_t options_bytes;  // its built-in options, decoded from the file
  std::int64_t state_bytes;    // what its kernel keeps, without the pointers in it
  std::int64_t state_pointers;
  std::int64_t file_constants;  // tensors that stand in the file where the graph has attributes
};

// One row per alternative of graph::Attributes, in that order.
constexpr Row kRows[] = {
    {28, 56, 2, 0},  // conv2d
    {28, 56, 2, 0},  // depthwise_conv2d
    {16, 44, 2, 0},  // fully_connected
    {0, 0, 0, 0},    // batch_norm: not in the file any more
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
    {0, 0, 0, 0},    // dropout: not in the file any more
    {0, 0, 0, 0},    // fake_quantize: not in the file any more
    {0, 32, 0, 0},   // quantize
    {0, 24, 0, 0},   // dequantize
};
static_assert(std::size(kRows) == std::variant_size_v<graph::Attributes>, "one row per operator");

// The interpreter's own objects: allocators, planner, graph.
constexpr std::int64_t kFixed_bytes = 128;
constexpr std::int64_t kFixed_pointers = 64;

std::int64_t aligned(std::int64_t bytes) {
  return (bytes + kArenaAlignment_bytes - 1) / kArenaAlignment_bytes * kArenaAlignment_bytes;
}

// A multiplier and a shift for each output channel.
std::int64_t channel_bytes(const graph::Graph& graph, const graph::Operator& op) {
  if (graph.tensor(op.inputs[0]).type == graph::ElementType::Float32 && op.is<graph::FullyConnected>())
    return 0;
  const bool always = op.is<graph::Conv2d>() || op.is<graph::DepthwiseConv2d>();
  const bool sometimes =
      op.is<graph::FullyConnected>() && graph.tensor(op.inputs[1]).quantization.is_per_channel();
  if (!always && !sometimes) return 0;
  return 2 * aligned(4 * std::int64_t{graph.tensor(op.outputs[0]).shape.back()});
}

// The buffers a kernel asks for while it runs: only Mean's, of those the exporters write.
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

// An input or output tensor is described in full, with its quantization.
std::int64_t described_tensor_bytes(std::int64_t pointer_bytes) {
  return 12 * pointer_bytes + 32;
}

}  // namespace

ArenaEstimate estimate_arena(const graph::Graph& graph, int pointer_bytes) {
  const std::int64_t pointer = pointer_bytes;
  std::vector<Lifetime> buffers = lifetimes_of(graph);
  auto tensors = static_cast<std::int64_t>(graph.tensors.size());
  std::int64_t bookkeeping = kFixed_bytes + kFixed_pointers * pointer;
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const graph::Operator& op = graph.operators[i];
    const Row& row = kRows[op.attributes.index()];
    const auto step = static_cast<std::int32_t>(i);
    for (const std::int64_t bytes : scratch_bytes(graph, op)) {
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
