// Operators that process each value separately, and softmax.
#include <algorithm>
#include <cmath>

#include "base/random.h"
#include "graph/operators.h"
#include "train/engine/steps.h"
#include "train/rounding.h"

namespace tinsmith::train {
namespace {

// A step with one input and one output that processes each picture separately.
class UnaryStep : public Step {
 public:
  explicit UnaryStep(const StepPlan& plan)
      : input_(plan.tensors.inputs[0]),
        output_(plan.tensors.outputs[0]),
        activation_(plan.block.activation) {}

  void forward(const Pass& pass) override {
    pass.for_each_picture([&](std::int64_t picture) {
      compute(pass, picture, input_.value_of(picture), output_.value_of(picture));
    });
  }

  void backward(const Pass& pass) override {
    pass.for_each_picture([&](std::int64_t picture) {
      // The derivative is applied in place, so that the result can be added to what other readers wrote.
      float* gradient = output_.gradient_of(picture);
      differentiate(picture, output_.value_of(picture), gradient);
      if (input_.adds_gradient)
        kernels::accumulate(gradient, input_.size, input_.gradient_of(picture));
      else
        std::copy_n(gradient, input_.size, input_.gradient_of(picture));
    });
  }

 protected:
  virtual void compute(const Pass& pass, std::int64_t picture, const float* from, float* to) = 0;
  // Converts dLoss/doutput to dLoss/dinput, using the values of the output.
  virtual void differentiate(std::int64_t picture, const float* output, float* gradient) = 0;

  TensorBuffers input_, output_;
  kernels::Activation activation_;
};

class ActivationStep final : public UnaryStep {
 public:
  using UnaryStep::UnaryStep;

 private:
  void compute(const Pass&, std::int64_t, const float* from, float* to) override {
    kernels::transform_values({.activation = activation_}, from, 1, input_.size, to);
  }
  void differentiate(std::int64_t, const float* output, float* gradient) override {
    kernels::transform_gradients({.value = {.activation = activation_}}, output, gradient, 1, output_.size,
                                 gradient);
  }
};

class LogisticStep final : public UnaryStep {
 public:
  using UnaryStep::UnaryStep;

 private:
  void compute(const Pass&, std::int64_t, const float* from, float* to) override {
    for (std::int64_t i = 0; i < input_.size; ++i) to[i] = 1 / (1 + std::exp(-from[i]));
  }
  void differentiate(std::int64_t, const float* output, float* gradient) override {
    for (std::int64_t i = 0; i < output_.size; ++i) gradient[i] *= output[i] * (1 - output[i]);
  }
};

// The gradient is 0 where the value was clipped (straight-through estimator, Bengio et al. 2013).
class FakeQuantizeStep final : public UnaryStep {
 public:
  explicit FakeQuantizeStep(const StepPlan& plan) : UnaryStep(plan) {
    const auto& fake = *plan.block.op->as<graph::FakeQuantize>();
    scale_ = fake.scale;
    zero_point_ = static_cast<float>(fake.zero_point);
    low_ = (-128 - zero_point_) * scale_;
    high_ = (127 - zero_point_) * scale_;
  }

 private:
  void compute(const Pass&, std::int64_t, const float* from, float* to) override {
    // In steps from the zero point; clipped before rounding, so that the rounded values are small.
    const float steps_per_unit = 1 / scale_, low = -128 - zero_point_, high = 127 - zero_point_;
    const float scale = scale_;
    for (std::int64_t i = 0; i < input_.size; ++i)
      to[i] = rounded(std::min(std::max(from[i] * steps_per_unit, low), high)) * scale;
  }
  void differentiate(std::int64_t, const float* output, float* gradient) override {
    for (std::int64_t i = 0; i < output_.size; ++i)
      if (output[i] <= low_ || output[i] >= high_) gradient[i] = 0;
  }
  float scale_, zero_point_, low_, high_;
};

class SoftmaxStep final : public UnaryStep {
 public:
  explicit SoftmaxStep(const StepPlan& plan)
      : UnaryStep(plan),
        channels_(plan.output_shape().back()),
        beta_(plan.block.op->as<graph::Softmax>()->beta) {}

 private:
  void compute(const Pass&, std::int64_t, const float* from, float* to) override {
    for (std::int64_t row = 0; row < input_.size; row += channels_) {
      const float largest = *std::max_element(from + row, from + row + channels_);
      double sum = 0;
      for (std::int64_t c = row; c < row + channels_; ++c) {
        to[c] = std::exp(beta_ * (from[c] - largest));
        sum += static_cast<double>(to[c]);
      }
      for (std::int64_t c = row; c < row + channels_; ++c)
        to[c] = static_cast<float>(static_cast<double>(to[c]) / sum);
    }
  }
  void differentiate(std::int64_t, const float* output, float* gradient) override {
    for (std::int64_t row = 0; row < output_.size; row += channels_) {
      double weighted = 0;
      for (std::int64_t c = row; c < row + channels_; ++c)
        weighted += static_cast<double>(output[c]) * static_cast<double>(gradient[c]);
      for (std::int64_t c = row; c < row + channels_; ++c)
        gradient[c] = beta_ * output[c] * (gradient[c] - static_cast<float>(weighted));
    }
  }
  std::int64_t channels_;
  float beta_;
};

class DropoutStep final : public UnaryStep {
 public:
  explicit DropoutStep(const StepPlan& plan)
      : UnaryStep(plan),
        rate_(static_cast<double>(plan.block.op->as<graph::Dropout>()->rate)),
        index_(plan.index),
        factors_(static_cast<std::size_t>(plan.batch_limit * input_.size)) {}

 private:
  void compute(const Pass& pass, std::int64_t picture, const float* from, float* to) override {
    if (!pass.is_training || rate_ <= 0) {
      std::copy_n(from, input_.size, to);
      std::fill_n(factors(picture), input_.size, 1.0f);
      return;
    }
    Rng rng{pass.seed, index_, static_cast<std::uint64_t>(pass.first_picture + picture)};
    const auto kept = static_cast<float>(1 / (1 - rate_));
    for (std::int64_t i = 0; i < input_.size; ++i) {
      factors(picture)[i] = rng.chance(rate_) ? 0 : kept;
      to[i] = from[i] * factors(picture)[i];
    }
  }
  void differentiate(std::int64_t picture, const float*, float* gradient) override {
    for (std::int64_t i = 0; i < output_.size; ++i) gradient[i] *= factors(picture)[i];
  }
  float* factors(std::int64_t picture) { return factors_.data() + picture * input_.size; }

  double rate_;
  std::uint64_t index_;
  std::vector<float> factors_;  // factors of the last forward pass: 0 or 1 / (1 − rate)
};

enum class Binary : std::uint8_t { Add, Sub, Mul };

class BinaryStep final : public Step {
 public:
  explicit BinaryStep(const StepPlan& plan)
      : left_(plan.tensors.inputs[0]),
        right_(plan.tensors.inputs[1]),
        output_(plan.tensors.outputs[0]),
        activation_(plan.block.activation),
        kind_(plan.block.op->is<graph::Add>()   ? Binary::Add
              : plan.block.op->is<graph::Sub>() ? Binary::Sub
                                                : Binary::Mul),
        left_index_(broadcast(plan.input_shape(0), plan.output_shape())),
        right_index_(broadcast(plan.input_shape(1), plan.output_shape())) {}

  void forward(const Pass& pass) override {
    pass.for_each_picture([&](std::int64_t picture) {
      const float *left = left_.value_of(picture), *right = right_.value_of(picture);
      float* to = output_.value_of(picture);
      if (kind_ == Binary::Add && left_index_.empty() && right_index_.empty())
        return kernels::add_values(left, right, output_.size, activation_, to);
      for (std::int64_t i = 0; i < output_.size; ++i)
        to[i] = combined(left[index_in(left_index_, i)], right[index_in(right_index_, i)]);
      if (!activation_.is_none())
        kernels::transform_values({.activation = activation_}, to, 1, output_.size, to);
    });
  }

  void backward(const Pass& pass) override {
    pass.for_each_picture([&](std::int64_t picture) {
      float* gradient = output_.gradient_of(picture);
      if (!activation_.is_none())
        kernels::transform_gradients({.value = {.activation = activation_}}, output_.value_of(picture),
                                     gradient, 1, output_.size, gradient);
      pass_on(picture, gradient, 1, left_, left_index_, right_, right_index_);
      pass_on(picture, gradient, kind_ == Binary::Sub ? -1.0f : 1.0f, right_, right_index_, left_,
              left_index_);
    });
  }

 private:
  using Index = std::vector<std::int32_t>;

  // Returns the input index of each value of an output picture; empty if it is the same index.
  static Index broadcast(const graph::Shape& input, const graph::Shape& output) {
    if (input == output) return {};
    Index index;
    std::vector<std::int32_t> at(output.size());
    const std::size_t missing = output.size() - input.size();
    for (std::int64_t i = 0; i < graph::element_count(output); ++i) {
      std::int32_t offset = 0;
      for (std::size_t axis = 0; axis < input.size(); ++axis)
        offset = offset * input[axis] + (input[axis] == 1 ? 0 : at[axis + missing]);
      index.push_back(offset);
      for (std::size_t axis = output.size(); axis-- > 0;) {
        if (++at[axis] < output[axis]) break;
        at[axis] = 0;
      }
    }
    return index;
  }
  static std::int64_t index_in(const Index& index, std::int64_t i) {
    return index.empty() ? i : index[static_cast<std::size_t>(i)];
  }
  float combined(float left, float right) const {
    if (kind_ == Binary::Mul) return left * right;
    return kind_ == Binary::Add ? left + right : left - right;
  }

  // The gradient of one side: sign · gradient, for a product times the other side.
  void pass_on(std::int64_t picture, const float* gradient, float sign, const TensorBuffers& to,
               const Index& to_index, const TensorBuffers& other, const Index& other_index) const {
    if (to.gradient == nullptr) return;
    float* target = to.gradient_of(picture);
    if (!to.adds_gradient && kind_ == Binary::Add && to_index.empty()) {
      std::copy_n(gradient, output_.size, target);
      return;
    }
    if (!to.adds_gradient) std::fill_n(target, to.size, 0.0f);
    if (kind_ == Binary::Add && to_index.empty()) return kernels::accumulate(gradient, output_.size, target);
    const float* factor = kind_ == Binary::Mul ? other.value_of(picture) : nullptr;
    for (std::int64_t i = 0; i < output_.size; ++i)
      target[index_in(to_index, i)] +=
          gradient[i] * (factor == nullptr ? sign : factor[index_in(other_index, i)]);
  }

  TensorBuffers left_, right_, output_;
  kernels::Activation activation_;
  Binary kind_;
  Index left_index_, right_index_;
};

}  // namespace

std::unique_ptr<Step> make_unary_step(const StepPlan& plan) {
  const graph::Operator& op = *plan.block.op;
  if (op.is<graph::Logistic>()) return std::make_unique<LogisticStep>(plan);
  if (op.is<graph::Softmax>()) return std::make_unique<SoftmaxStep>(plan);
  if (op.is<graph::FakeQuantize>()) return std::make_unique<FakeQuantizeStep>(plan);
  if (op.is<graph::Dropout>()) return std::make_unique<DropoutStep>(plan);
  return std::make_unique<ActivationStep>(plan);
}

std::unique_ptr<Step> make_binary_step(const StepPlan& plan) {
  return std::make_unique<BinaryStep>(plan);
}

}  // namespace tinsmith::train
