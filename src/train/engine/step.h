// train/engine/step.h — a step of the engine, which runs one block forward and backward.
#pragma once

#include <cstdint>
#include <vector>

#include "base/thread_pool.h"
#include "kernels/float/workspace.h"
#include "ranks/ranks.h"

namespace tinsmith::train {

class Normalization;

// The buffers of a tensor, from the view of one step.
struct TensorBuffers {
  float* value = nullptr;     // [batch_limit, …]; a constant is stored only once
  float* gradient = nullptr;  // dLoss/dtensor, same shape as value; null if nothing before it is trained
  std::int64_t size = 0;      // values per picture
  bool is_constant = false;
  // For a step's input: whether another step has already written its part of the gradient, so that this step
  // must add to it.
  bool adds_gradient = false;
  // Batch norm that readers must still apply to `value` (only layers read such tensors); null if
  // `value` is final.
  Normalization* pending = nullptr;

  float* value_of(std::int64_t picture) const { return is_constant ? value : value + picture * size; }
  float* gradient_of(std::int64_t picture) const { return gradient + picture * size; }
};

// The tensors of one step, in the order of its operator.
struct StepTensors {
  std::vector<TensorBuffers> inputs, outputs;
};

// One forward or backward pass through the network.
struct Pass {
  std::int64_t batch = 0;          // pictures of this rank; can be 0 if there are several ranks
  std::int64_t first_picture = 0;  // index in the whole batch of this rank's first picture
  ranks::Ranks* ranks = nullptr;   // ranks that share the batch; null if there is only one
  bool is_training = false;
  std::uint64_t seed = 0;  // seed of dropout
  ThreadPool* pool = nullptr;
  kernels::Workspace workspace;
  // Steps alternate the end of the batch at which they start, because the data that the previous step wrote
  // last is still in the cache.
  bool from_the_end = false;

  // Calls task(picture) for each picture.
  template <class Task>
  void for_each_picture(Task&& task) const {
    kernels::run_slices(*pool, batch, from_the_end, [&](std::int64_t picture, int) { task(picture); });
  }
};

class Step {
 public:
  virtual ~Step() = default;
  virtual void forward(const Pass& pass) = 0;
  // Reads the gradients of its outputs. Writes (or adds to) the gradients of those inputs that have one, and
  // writes those of its parameters.
  virtual void backward(const Pass& pass) = 0;
  virtual kernels::WorkspaceSize workspace_size(std::int64_t /*batch*/) const { return {}; }
};

}  // namespace tinsmith::train
