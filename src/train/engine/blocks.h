// train/engine/blocks.h — divides the graph into blocks that run as one: a layer with the batch norm and
// activation after it, or a single operator.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "kernels/float/transform.h"

namespace tinsmith::train {

struct Block {
  // MobileNetV2's expansion before a depthwise convolution, fused with it: a 1x1 convolution, its batch norm
  // and its activation. `inputs` are then those of the expansion.
  struct Expansion {
    const graph::Operator* op = nullptr;  // null if the block has no expansion
    const graph::Operator* normalization = nullptr;
    kernels::Activation activation;
  };
  Expansion expansion;
  const graph::Operator* op = nullptr;             // the first operator after the expansion
  const graph::Operator* normalization = nullptr;  // the batch norm after a layer
  kernels::Activation activation;                  // fused into the operator, or the operator after it
  std::vector<graph::TensorId> inputs, outputs;    // activations, and constants that no layer owns
  // The block's operators that are not null, in order; without activations.
  std::vector<const graph::Operator*> operators() const;
  bool is_layer() const;  // whether it has weights: convolution, depthwise convolution, dense
  bool trains = false;    // this block or one before it has a trainable constant
  // Only layers read the output, and they can apply the batch norm when they read. The normalized output is
  // never written to memory.
  bool leaves_pending = false;
};

kernels::Activation activation_of(graph::Activation activation);

enum class Expansions : std::uint8_t {
  Fused,  // with the depthwise convolution after them, where that is faster
  Apart,  // as separate blocks whose output is stored
};

// Returns the blocks in an order in which they can run. The graph must be valid and outlive the blocks.
// Unsupported: the message names the operator that cannot be trained on batches.
Result<std::vector<Block>> blocks_of(const graph::Graph& graph, Expansions expansions);

}  // namespace tinsmith::train
