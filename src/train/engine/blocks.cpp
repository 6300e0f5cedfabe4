#include "train/engine/blocks.h"

#include <algorithm>
#include <optional>

#include "graph/operators.h"

namespace tinsmith::train {
namespace {

using graph::Graph;
using graph::Operator;
using graph::TensorId;

constexpr std::size_t kUnlimited = static_cast<std::size_t>(-1);

// Index of the operator's first input that is a parameter; all later ones are parameters too.
std::size_t first_parameter(const Operator& op) {
  return op.is<graph::Conv2d>() || op.is<graph::DepthwiseConv2d>() || op.is<graph::FullyConnected>() ||
                 op.is<graph::BatchNorm>()
             ? 1
             : kUnlimited;
}

std::optional<kernels::Activation> activation_operator(const Operator& op) {
  if (op.is<graph::Relu>()) return activation_of(graph::Activation::Relu);
  if (op.is<graph::Relu6>()) return activation_of(graph::Activation::Relu6);
  const auto* leaky = op.as<graph::LeakyRelu>();
  if (leaky != nullptr && leaky->alpha >= 0 && leaky->alpha <= 1)
    return kernels::Activation{.slope = leaky->alpha};
  return std::nullopt;
}

// Returns the reason why the operator would mix the pictures of a batch; empty if it would not.
std::string mixing(const Graph& graph, const Operator& op) {
  const graph::Shape& shape = graph.tensor(op.inputs[0]).shape;
  if (shape.empty()) return "its input has no batch dimension";
  if (const auto* mean = op.as<graph::Mean>(); mean != nullptr && !mean->axes.empty() && mean->axes[0] == 0)
    return "it takes the mean over the batch";
  if (const auto* transpose = op.as<graph::Transpose>();
      transpose != nullptr && transpose->permutation[0] != 0)
    return "it moves the batch dimension";
  if (const auto* join = op.as<graph::Concatenation>(); join != nullptr && join->axis == 0)
    return "it joins pictures";
  if (const auto* split = op.as<graph::Split>(); split != nullptr && split->axis == 0)
    return "it splits the batch";
  if (const auto* pad = op.as<graph::Pad>();
      pad != nullptr && pad->amounts[0] != std::pair<std::int32_t, std::int32_t>())
    return "it pads the batch";
  if (const auto* slice = op.as<graph::StridedSlice>();
      slice != nullptr && !slice->removed_axes.empty() &&
      *std::min_element(slice->removed_axes.begin(), slice->removed_axes.end()) == 0)
    return "it drops the batch dimension";
  for (const TensorId id : op.outputs)
    if (graph.tensor(id).shape.empty() || graph.tensor(id).shape[0] != 1)
      return "its output has no batch dimension";
  return {};
}

// For binary operators: the pictures of both inputs correspond only if both have the same number of
// dimensions, or one is a constant without a batch dimension.
std::string mismatch(const Graph& graph, const Operator& op) {
  if (!op.is<graph::Add>() && !op.is<graph::Sub>() && !op.is<graph::Mul>()) return {};
  const std::size_t rank = graph.tensor(op.outputs[0]).shape.size();
  for (const TensorId id : op.inputs) {
    const graph::Tensor& tensor = graph.tensor(id);
    if (tensor.shape.size() > rank || (tensor.shape.size() < rank && !tensor.is_constant))
      return "its inputs have different numbers of dimensions";
    if (tensor.shape.size() == rank && tensor.shape[0] != 1) return "a constant holds several pictures";
  }
  return {};
}

std::string constants_out_of_place(const Graph& graph, const Operator& op) {
  const std::size_t parameters = first_parameter(op);
  for (std::size_t i = 0; i < op.inputs.size(); ++i) {
    if (op.inputs[i] == graph::kNoTensor) continue;
    const graph::Tensor& tensor = graph.tensor(op.inputs[i]);
    if (i >= parameters && !tensor.is_constant)
      return fmt::format("its {} is computed, not a constant", tensor.name);
    if (i < parameters && tensor.is_trainable)
      return fmt::format("{} is trainable, which is possible only in layers with weights and batch norms",
                         tensor.name);
    if (tensor.is_constant && i < parameters && parameters != kUnlimited) return "its input is a constant";
  }
  if (op.is<graph::BatchNorm>() &&
      (graph.tensor(op.inputs[3]).is_trainable || graph.tensor(op.inputs[4]).is_trainable))
    return "its running statistics are marked as trainable";
  return {};
}

// Returns an error text if a trainable constant or running statistic is used by several operators.
std::string shared_parameter(const Graph& graph, const graph::Links& links, const Operator& op) {
  for (std::size_t i = 1; i < op.inputs.size(); ++i) {
    if (op.inputs[i] == graph::kNoTensor) continue;
    const graph::Tensor& tensor = graph.tensor(op.inputs[i]);
    const bool moves = tensor.is_trainable || (op.is<graph::BatchNorm>() && i >= 3);
    if (moves && links.consumers[static_cast<std::size_t>(op.inputs[i])].size() > 1)
      return fmt::format("it shares {} with another one", tensor.name);
  }
  return {};
}

std::string only_constants(const Graph& graph, const Operator& op) {
  const bool computed = std::any_of(op.inputs.begin(), op.inputs.end(), [&](TensorId id) {
    return id != graph::kNoTensor && !graph.tensor(id).is_constant;
  });
  return computed ? std::string() : "all its inputs are constants; fold it into one first";
}

std::string mean_axes_apart(const Graph& graph, const Operator& op) {
  const auto* mean = op.as<graph::Mean>();
  if (mean == nullptr || mean->axes.empty()) return {};
  const graph::Shape& shape = graph.tensor(op.inputs[0]).shape;
  for (std::int32_t axis = mean->axes.front(); axis <= mean->axes.back(); ++axis)
    if (shape[static_cast<std::size_t>(axis)] != 1 &&
        std::find(mean->axes.begin(), mean->axes.end(), axis) == mean->axes.end())
      return "its axes are not neighbours";
  return {};
}

Result<Done> check(const Graph& graph, const graph::Links& links, const Operator& op) {
  const auto refuse = [&](const std::string& why) {
    return fail(Fault::Unsupported, "operator {} ({}) cannot be trained: {}", op.name, info_of(op).name, why);
  };
  if (op.is<graph::Quantize>() || op.is<graph::Dequantize>()) return refuse("training works on float32");
  for (const TensorId id : op.inputs)
    if (id != graph::kNoTensor && graph.tensor(id).type != graph::ElementType::Float32)
      return refuse(fmt::format("{} is {}, float32 is expected", graph.tensor(id).name,
                                name_of(graph.tensor(id).type)));
  for (const auto& why :
       {only_constants(graph, op), constants_out_of_place(graph, op), mixing(graph, op), mismatch(graph, op),
        mean_axes_apart(graph, op), shared_parameter(graph, links, op)})
    if (!why.empty()) return refuse(why);
  return Done{};
}

// Follows tensors that only one operator reads, so that producer and reader can run as one block.
class Chain {
 public:
  explicit Chain(const Graph& graph)
      : graph_(graph), links_(graph::links_of(graph)), taken_(graph.operators.size()) {
    for (const TensorId id : graph.outputs) links_.consumers[static_cast<std::size_t>(id)].push_back(-1);
  }
  bool is_taken(std::size_t index) const { return taken_[index]; }
  // Returns the tensor's reader if it is the only one and reads the tensor as its first
  // input; otherwise null.
  const Operator* only_reader(TensorId id) const {
    const auto& readers = links_.consumers[static_cast<std::size_t>(id)];
    if (readers.size() != 1 || readers[0] < 0) return nullptr;
    const Operator& reader = graph_.operators[static_cast<std::size_t>(readers[0])];
    return reader.inputs[0] == id ? &reader : nullptr;
  }
  void take(const Operator& op) { taken_[static_cast<std::size_t>(&op - graph_.operators.data())] = true; }

 private:
  const Graph& graph_;
  graph::Links links_;
  std::vector<bool> taken_;
};

// Adds the batch norm and the activation after a layer or batch norm to its block.
void extend(Block& block, Chain& chain) {
  if (!block.activation.is_none()) return;
  if (block.is_layer()) {
    const Operator* next = chain.only_reader(block.outputs[0]);
    if (next != nullptr && next->is<graph::BatchNorm>()) {
      block.normalization = next;
      block.outputs = next->outputs;
      chain.take(*next);
    }
  }
  const Operator* next = chain.only_reader(block.outputs[0]);
  if (next == nullptr) return;
  if (const auto activation = activation_operator(*next)) {
    block.activation = *activation;
    block.outputs = next->outputs;
    chain.take(*next);
  }
}

bool reads_pending(const Graph& graph, const Operator* reader) {
  if (reader == nullptr) return false;
  if (reader->is<graph::Conv2d>() || reader->is<graph::DepthwiseConv2d>()) return true;
  const graph::Shape& shape =
      graph.tensor(reader->inputs[0]).shape;  // dense: only if the input's last axis is its whole size
  return reader->is<graph::FullyConnected>() && graph::element_count(shape) == shape.back();
}

// Max number of input channels for fusion: with more, the repeated computation costs as much time as is saved
// by not storing the wide tensor. Measured with MobileNetV2 at 96 and 192 pixels (docs/benchmarks.md).
constexpr std::int32_t kMaxExpandedChannels = 16;
// Min ratio of output to input channels for fusion; below it there is little to save.
constexpr std::int32_t kMinExpansion = 3;

// Whether the block can be fused with the depthwise convolution: see kernels/float/expansion.h.
bool is_expansion_for(const Graph& graph, const Block& block, const Operator& depthwise) {
  const auto* convolution = block.op->as<graph::Conv2d>();
  if (convolution == nullptr || !depthwise.is<graph::DepthwiseConv2d>() || !block.leaves_pending ||
      block.outputs[0] != depthwise.inputs[0] || block.op->input(2) != graph::kNoTensor)
    return false;
  const graph::Shape &input = graph.tensor(block.inputs[0]).shape,
                     &filter = graph.tensor(block.op->inputs[1]).shape,
                     &expanded = graph.tensor(block.outputs[0]).shape,
                     &output = graph.tensor(depthwise.outputs[0]).shape;
  return filter[1] == 1 && filter[2] == 1 && expanded[1] == input[1] && expanded[2] == input[2] &&
         output[3] == expanded[3] && input[3] <= kMaxExpandedChannels &&
         input[3] * kMinExpansion <= expanded[3];
}

// Moves the previous block into that of the depthwise convolution. Only the directly previous block
// qualifies, so that parameters keep their order.
void take_expansion(const Graph& graph, std::vector<Block>& blocks, Block& block) {
  if (blocks.empty() || !is_expansion_for(graph, blocks.back(), *block.op)) return;
  const Block& before = blocks.back();
  block.expansion = {before.op, before.normalization, before.activation};
  block.inputs = before.inputs;
  blocks.pop_back();
}

bool has_trainable(const Graph& graph, const Operator* op) {
  return std::any_of(op->inputs.begin(), op->inputs.end(),
                     [&](TensorId id) { return id != graph::kNoTensor && graph.tensor(id).is_trainable; });
}

}  // namespace

std::vector<const Operator*> Block::operators() const {
  std::vector<const Operator*> parts;
  for (const Operator* part : {expansion.op, expansion.normalization, op, normalization})
    if (part != nullptr) parts.push_back(part);
  return parts;
}

bool Block::is_layer() const {
  return op->is<graph::Conv2d>() || op->is<graph::DepthwiseConv2d>() || op->is<graph::FullyConnected>();
}

kernels::Activation activation_of(graph::Activation activation) {
  switch (activation) {
    case graph::Activation::None:
      return {};
    case graph::Activation::Relu:
      return {.slope = 0};
    case graph::Activation::Relu6:
      return {.slope = 0, .high = 6};
  }
  CHECK(false, "activation {}", static_cast<int>(activation));
}

Result<std::vector<Block>> blocks_of(const Graph& graph, Expansions expansions) {
  const graph::Links links = graph::links_of(graph);
  Chain chain(graph);
  std::vector<Block> blocks;
  std::vector<bool> trains(graph.tensors.size());
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Operator& op = graph.operators[i];
    TRY_DONE(check(graph, links, op));
    if (chain.is_taken(i)) continue;
    Block block;
    block.op = &op;
    block.activation = activation_of(graph::fused_activation(op));
    block.inputs.assign(op.inputs.begin(), op.inputs.begin() + static_cast<std::ptrdiff_t>(std::min(
                                                                   op.inputs.size(), first_parameter(op))));
    block.outputs = op.outputs;
    if (block.is_layer() || op.is<graph::BatchNorm>()) extend(block, chain);
    if (const auto activation = activation_operator(op)) block.activation = *activation;
    block.leaves_pending =
        block.normalization != nullptr && reads_pending(graph, chain.only_reader(block.outputs[0]));
    if (expansions == Expansions::Fused) take_expansion(graph, blocks, block);
    for (const Operator* part : block.operators()) block.trains = block.trains || has_trainable(graph, part);
    for (const TensorId id : block.inputs)
      block.trains = block.trains || trains[static_cast<std::size_t>(id)];
    for (const TensorId id : block.outputs) trains[static_cast<std::size_t>(id)] = block.trains;
    blocks.push_back(std::move(block));
  }
  return blocks;
}

}  // namespace tinsmith::train
