// train/engine/blocks.h — the graph taken apart into what runs as one: a layer with the batch norm and
// activation behind it, or a single operator.
#pragma once

#include <vector>

#include "graph/graph.h"
#include "kernels/float/transform.h"

namespace tinsmith::train {

struct Block {
  // MobileNetV2's expansion in front of a depthwise convolution, run as one with it: a 1x1 convolution, its
  // batch norm and its activation. Then inputs are the expansion's.
  struct Expansion {
    const graph::Operator* op = nullptr;  // or none
    const graph::Operator* normalization = nullptr;
    kernels::Activation activation;
  };
  Expansion expansion;
  const graph::Operator* op = nullptr;             // the first operator behind that
  const graph::Operator* normalization = nullptr;  // the batch norm behind a layer
  kernels::Activation activation;                  // fused into the operator, or the operator behind it
  std::vector<graph::TensorId> inputs, outputs;    // activations, and constants that no layer owns
  std::vector<const graph::Operator*> operators() const;  // those with parameters or none, in order
  bool is_layer() const;  // has weights: convolution, depthwise convolution, dense
  bool trains = false;    // it or something before it has a trainable constant
  // Only layers read the output, so that they can apply the batch norm: it is never written to memory.
  bool leaves_pending = false;
};

kernels::Activation activation_of(graph::Activation activation);

enum class Expansions : std::uint8_t {
  Fused,  // with the depthwise convolution behind them, where that is worth it
  Apart,  // blocks of their own, whose output is stored
};

// In an order in which they can run. The graph is valid and must outlive the blocks. Unsupported names the
// operator that cannot be trained on batches.
Result<std::vector<Block>> blocks_of(const graph::Graph& graph, Expansions expansions);

}  // namespace tinsmith::train
