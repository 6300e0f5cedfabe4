// train/engine/step.h — what the engine is made of: steps that run in order forwards and in reverse order
// backwards.
#pragma once

#include <cstdint>
#include <vector>

#include "base/thread_pool.h"
#include "kernels/float/workspace.h"
#include "ranks/ranks.h"

namespace tinsmith::train {

class Normalization;

// Where a tensor lives, as one step sees it.
struct Place {
  float* value = nullptr;     // [batch_limit, …]; a constant: once
  float* gradient = nullptr;  // dLoss/dtensor, as value; none where nothing before it learns
  std::int64_t size = 0;      // values of one picture
  bool is_constant = false;
  // Of a step's input: whether another step's share of the gradient is there already, to be added to.
  bool adds_gradient = false;
  // What readers have yet to apply to value (only layers read such tensors); none where it is what it says.
  Normalization* pending = nullptr;

  float* value_of(std::int64_t picture) const { return is_constant ? value : value + picture * size; }
  float* gradient_of(std::int64_t picture) const { return gradient + picture * size; }
};

// One step's tensors, in the order of its operator.
struct StepTensors {
  std::vector<Place> inputs, outputs;
};

// One way through the network.
struct Pass {
  std::int64_t batch = 0;          // pictures of this rank; may be 0 where there are several
  std::int64_t first_picture = 0;  // of the whole batch, that is this rank's first
  ranks::Ranks* ranks = nullptr;   // that share the batch; none: alone
  bool is_training = false;
  std::uint64_t seed = 0;  // of dropout
  ThreadPool* pool = nullptr;
  kernels::Workspace workspace;
  // Steps take turns in which end of the batch they begin with: what the one before wrote last is still in
  // the cache.
  bool from_the_end = false;

  // Calls task(picture) for each.
  template <class Task>
  void for_each_picture(Task&& task) const {
    kernels::run_slices(*pool, batch, from_the_end, [&](std::int64_t picture, int) { task(picture); });
  }
};

class Step {
 public:
  virtual ~Step() = default;
  virtual void forward(const Pass& pass) = 0;
  // Reads the gradients of its outputs, writes (or adds to) those of its inputs that have one, and of its
  // parameters.
  virtual void backward(const Pass& pass) = 0;
  virtual kernels::WorkspaceSize workspace_size(std::int64_t /*batch*/) const { return {}; }
};

}  // namespace tinsmith::train
