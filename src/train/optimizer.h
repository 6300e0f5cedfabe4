// train/optimizer.h — how a gradient moves the parameters.
//
// Both rules are PyTorch's (docs of torch.optim.SGD and AdamW), so that results can be compared with it.
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
  double momentum = 0.9;                              // SGD, with Nesterov's look ahead
  double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;  // AdamW
  double weight_decay = 0.01;                         // SGD: added to the gradient; AdamW: decoupled
  // AdamW: a gradient that is more than so many times longer than usual (by the second moments) is shortened
  // to that. One odd batch then does not undo what hundreds have taught. 0: never.
  double surprise_limit = 0;
};

// A flat vector of parameters is moved as one. Not for use from several threads.
class Optimizer {
 public:
  // `decays`: one a parameter, 1 where weight decay applies (weights), 0 where not (biases, gamma, beta).
  Optimizer(const OptimizerSettings& settings, std::vector<std::uint8_t> decays);

  void step(std::span<float> values, std::span<const float> gradients, double learning_rate);

  // What must be kept to go on later: first and second moments (SGD: velocity in the first) and the step
  // count.
  struct State {
    std::vector<float> first, second;
    std::int64_t steps = 0;
  };
  const State& state() const { return state_; }
  void set_state(State state);

 private:
  void step_sgd(std::span<float> values, std::span<const float> gradients, double learning_rate);
  // What the gradients are multiplied by.
  float damping(std::span<const float> gradients) const;
  void step_adamw(std::span<float> values, std::span<const float> gradients, double learning_rate);

  OptimizerSettings settings_;
  std::vector<std::uint8_t> decays_;
  State state_;
};

}  // namespace tinsmith::train
