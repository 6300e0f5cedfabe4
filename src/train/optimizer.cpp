#include "train/optimizer.h"

#include <cmath>

namespace tinsmith::train {
namespace {

// Number of steps before clipping starts; earlier the usual length is unknown.
constexpr int kUsualAfter_steps = 20;

}  // namespace

std::string_view name_of(OptimizerKind kind) {
  return kind == OptimizerKind::Sgd ? "sgd" : "adamw";
}

Result<OptimizerKind> optimizer_from_name(std::string_view name) {
  for (const auto kind : {OptimizerKind::Sgd, OptimizerKind::AdamW})
    if (name == name_of(kind)) return kind;
  return fail(Fault::Usage, "there is no optimizer '{}'; available are sgd and adamw", name);
}

Optimizer::Optimizer(const OptimizerSettings& settings, std::vector<std::uint8_t> decays)
    : settings_(settings), decays_(std::move(decays)) {
  state_.first.assign(decays_.size(), 0.0f);
  if (settings_.kind == OptimizerKind::AdamW) state_.second.assign(decays_.size(), 0.0f);
}

void Optimizer::set_state(State state) {
  CHECK(state.first.size() == state_.first.size() && state.second.size() == state_.second.size(),
        "the state of {} + {} values is set to one of {} + {}", state_.first.size(), state_.second.size(),
        state.first.size(), state.second.size());
  state_ = std::move(state);
}

void Optimizer::step(std::span<float> values, std::span<const float> gradients, double learning_rate) {
  CHECK(values.size() == decays_.size() && gradients.size() == decays_.size(),
        "{} values and {} gradients for {}", values.size(), gradients.size(), decays_.size());
  ++state_.steps;
  if (settings_.kind == OptimizerKind::Sgd)
    step_sgd(values, gradients, learning_rate);
  else
    step_adamw(values, gradients, learning_rate);
}

void Optimizer::step_sgd(std::span<float> values, std::span<const float> gradients, double learning_rate) {
  const auto momentum = static_cast<float>(settings_.momentum);
  const auto decay = static_cast<float>(settings_.weight_decay);
  const auto rate = static_cast<float>(learning_rate);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float gradient = gradients[i] + (decays_[i] ? decay * values[i] : 0.0f);
    float& velocity = state_.first[i];
    velocity = momentum * velocity + gradient;
    values[i] -= rate * (gradient + momentum * velocity);
  }
}

float Optimizer::damping(std::span<const float> gradients) const {
  const auto before = static_cast<double>(state_.steps - 1);
  if (settings_.clip_factor <= 0 || before < kUsualAfter_steps) return 1;
  double length = 0, usual = 0;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    length += double{gradients[i]} * double{gradients[i]};
    usual += double{state_.second[i]};
  }
  usual /= 1 - std::pow(settings_.beta2, before);
  const double limit = settings_.clip_factor * std::sqrt(usual);
  return std::sqrt(length) > limit ? static_cast<float>(limit / std::sqrt(length)) : 1.0f;
}

void Optimizer::step_adamw(std::span<float> values, std::span<const float> gradients, double learning_rate) {
  const auto beta1 = static_cast<float>(settings_.beta1), beta2 = static_cast<float>(settings_.beta2);
  const auto steps = static_cast<double>(state_.steps);
  const auto rate = static_cast<float>(learning_rate / (1 - std::pow(settings_.beta1, steps)));
  const auto correction = static_cast<float>(1 / std::sqrt(1 - std::pow(settings_.beta2, steps)));
  const auto epsilon = static_cast<float>(settings_.epsilon);
  const float factor = damping(gradients);
  const auto shrink = static_cast<float>(1 - learning_rate * settings_.weight_decay);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float gradient = gradients[i] * factor;
    float &first = state_.first[i], &second = state_.second[i];
    first = beta1 * first + (1 - beta1) * gradient;
    second = beta2 * second + (1 - beta2) * gradient * gradient;
    const float kept = decays_[i] ? values[i] * shrink : values[i];
    values[i] = kept - rate * first / (std::sqrt(second) * correction + epsilon);
  }
}

}  // namespace tinsmith::train
