// train/engine/steps.h — creates the step of each kind of block.
#pragma once

#include <memory>

#include "graph/graph.h"
#include "train/engine/blocks.h"
#include "train/engine/parameters.h"
#include "train/engine/step.h"

namespace tinsmith::train {

// Data from which a step is created. The shapes of inputs and outputs are those of the graph:
// for one picture.
struct StepPlan {
  const graph::Graph& graph;
  const Block& block;
  StepTensors tensors;
  std::int64_t batch_limit = 0;
  // Index in the order of blocks, the same whether they are fused or not; dropout's random numbers
  // depend on it.
  std::size_t index = 0;

  const graph::Shape& input_shape(std::size_t i) const { return graph.tensor(block.inputs[i]).shape; }
  const graph::Shape& output_shape(std::size_t i = 0) const { return graph.tensor(block.outputs[i]).shape; }
};

// Convolution, depthwise convolution, dense. `stored` receives the sums; it is outputs[0].value if the batch
// norm stays pending or if there is none. `normalization` may be null.
std::unique_ptr<Step> make_layer_step(const StepPlan& plan, Parameters& parameters, float* stored,
                                      Normalization* normalization);
// A depthwise convolution with the expansion before it.
std::unique_ptr<Step> make_expansion_step(const StepPlan& plan, Parameters& parameters, float* stored,
                                          Normalization* normalization);
std::unique_ptr<Step> make_normalization_step(const StepPlan& plan, Normalization* normalization);

// ReLU and its variants, logistic, softmax, dropout, fake quantization.
std::unique_ptr<Step> make_unary_step(const StepPlan& plan);
// add, sub, mul.
std::unique_ptr<Step> make_binary_step(const StepPlan& plan);
// average_pool2d, max_pool2d, mean.
std::unique_ptr<Step> make_pool_step(const StepPlan& plan);
// Operators that only move values: reshape, transpose, concatenation, split, pad,
// strided_slice, resize_nearest.
std::unique_ptr<Step> make_copy_step(const StepPlan& plan);

}  // namespace tinsmith::train
