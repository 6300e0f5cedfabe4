// train/optimizer.h — optimizers: update the parameters from their gradients.
//
// Both follow PyTorch's definition (docs of torch.optim.SGD and AdamW), so that results can be compared.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tinsmith::train {

enum class OptimizerKind : std::uint8_t { Sgd, AdamW };
std::string_view name_of(OptimizerKind kind);  // "sgd", "adamw"
Result<OptimizerKind> optimizer_from_name(std::string_view name);

struct OptimizerSettings {
  OptimizerKind kind = OptimizerKind::AdamW;
  double momentum = 0.9;                              // SGD, Nesterov momentum
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;  // AdamW
  double weight_decay = 0.01;                         // SGD: added to the gradient; AdamW: decoupled
  // AdamW: adaptive gradient clipping. A gradient whose length is more than this many times the usual one (by
  // the second moments) is scaled down to that length, so that one unusual batch does not undo the progress
  // of hundreds. 0: off.
  double clip_factor = 0;
};

// Updates one flat vector of parameters. Not thread-safe.
class Optimizer {
 public:
  // `decays`: one per parameter, 1 if weight decay applies (weights), 0 if not (biases, gamma, beta).
  Optimizer(const OptimizerSettings& settings, std::vector<std::uint8_t> decays);

  void step(std::span<float> values, std::span<const float> gradients, double learning_rate);

  // State needed to continue later: first and second moments (SGD: velocity in `first`) and the step count.
  struct State {
    std::vector<float> first, second;
    std::int64_t steps = 0;
  };
  const State& state() const { return state_; }
  void set_state(State state);

 private:
  void step_sgd(std::span<float> values, std::span<const float> gradients, double learning_rate);
  // Returns the factor for the gradients that clipping requires.
  float damping(std::span<const float> gradients) const;
  void step_adamw(std::span<float> values, std::span<const float> gradients, double learning_rate);

  OptimizerSettings settings_;
  std::vector<std::uint8_t> decays_;
  State state_;
};

}  // namespace tinsmith::train
