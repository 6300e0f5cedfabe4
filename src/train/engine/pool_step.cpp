// Operators that reduce many values to one.
#include <algorithm>
#include <numeric>

#include "kernels/window_shape.h"
#include "train/engine/steps.h"

namespace tinsmith::train {
namespace {

// Processes each picture separately; the backward pass applies the derivative of the fused activation first.
class PoolStep : public Step {
 public:
  explicit PoolStep(const StepPlan& plan)
      : input_(plan.tensors.inputs[0]),
        output_(plan.tensors.outputs[0]),
        activation_(plan.block.activation) {}

  void forward(const Pass& pass) override {
    pass.for_each_picture([&](std::int64_t picture) {
      float* to = output_.value_of(picture);
      reduce(picture, input_.value_of(picture), to);
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
      float* to = input_.gradient_of(picture);
      if (!input_.adds_gradient) std::fill_n(to, input_.size, 0.0f);
      spread(picture, gradient, to);
    });
  }

 protected:
  virtual void reduce(std::int64_t picture, const float* from, float* to) = 0;
  // Adds each output's gradient to the inputs from which the output was computed.
  virtual void spread(std::int64_t picture, const float* gradient, float* to) const = 0;

  TensorBuffers input_, output_;
  kernels::Activation activation_;
};

template <class Pool>
kernels::WindowShape window_shape(const StepPlan& plan, const Pool& pool) {
  const graph::Shape &input = plan.input_shape(0), &output = plan.output_shape();
  kernels::WindowShape shape;
  shape.input_height = input[1], shape.input_width = input[2], shape.input_channels = input[3];
  shape.output_height = output[1], shape.output_width = output[2], shape.output_channels = output[3];
  shape.filter_height = pool.filter_height, shape.filter_width = pool.filter_width;
  shape.stride_height = pool.window.stride_height, shape.stride_width = pool.window.stride_width;
  shape.dilation_height = pool.window.dilation_height, shape.dilation_width = pool.window.dilation_width;
  shape.padding_top = pool.window.padding.top, shape.padding_left = pool.window.padding.left;
  return shape;
}

// Calls visit(first value of an input pixel) for the pixels under the window of output pixel (y, x).
template <class Visit>
void for_each_pixel(const kernels::WindowShape& shape, std::int32_t y, std::int32_t x, Visit&& visit) {
  for (std::int32_t i = 0; i < shape.filter_height; ++i)
    for (std::int32_t j = 0; j < shape.filter_width; ++j) {
      const std::int32_t row = shape.input_row(y, i), column = shape.input_column(x, j);
      if (shape.holds(row, column)) visit(shape.input_offset(row, column));
    }
}

// Calls visit(y, x, first value of the output pixel).
template <class Visit>
void for_each_output(const kernels::WindowShape& shape, Visit&& visit) {
  for (std::int32_t y = 0; y < shape.output_height; ++y)
    for (std::int32_t x = 0; x < shape.output_width; ++x) visit(y, x, shape.output_offset(y, x));
}

class AveragePoolStep final : public PoolStep {
 public:
  explicit AveragePoolStep(const StepPlan& plan)
      : PoolStep(plan), shape_(window_shape(plan, *plan.block.op->as<graph::AveragePool2d>())) {}

 private:
  void reduce(std::int64_t, const float* from, float* to) override {
    const std::int32_t channels = shape_.input_channels;
    for_each_output(shape_, [&](std::int32_t y, std::int32_t x, std::int64_t output) {
      std::fill_n(to + output, channels, 0.0f);
      float count = 0;
      for_each_pixel(shape_, y, x, [&](std::int64_t pixel) {
        kernels::accumulate(from + pixel, channels, to + output);
        ++count;
      });
      for (std::int32_t c = 0; c < channels; ++c) to[output + c] /= count;
    });
  }
  void spread(std::int64_t, const float* gradient, float* to) const override {
    const std::int32_t channels = shape_.input_channels;
    for_each_output(shape_, [&](std::int32_t y, std::int32_t x, std::int64_t output) {
      float count = 0;
      for_each_pixel(shape_, y, x, [&](std::int64_t) { ++count; });
      for_each_pixel(shape_, y, x, [&](std::int64_t pixel) {
        for (std::int32_t c = 0; c < channels; ++c) to[pixel + c] += gradient[output + c] / count;
      });
    });
  }
  kernels::WindowShape shape_;
};

class MaxPoolStep final : public PoolStep {
 public:
  explicit MaxPoolStep(const StepPlan& plan)
      : PoolStep(plan),
        shape_(window_shape(plan, *plan.block.op->as<graph::MaxPool2d>())),
        winners_(static_cast<std::size_t>(plan.batch_limit * output_.size)) {}

 private:
  // The first of equal values wins, as in PyTorch; NaN wins over all, so that it becomes visible.
  void reduce(std::int64_t picture, const float* from, float* to) override {
    const std::int32_t channels = shape_.input_channels;
    std::int32_t* winners = winners_.data() + picture * output_.size;
    for_each_output(shape_, [&](std::int32_t y, std::int32_t x, std::int64_t output) {
      bool is_first = true;
      for_each_pixel(shape_, y, x, [&](std::int64_t pixel) {
        if (is_first) {
          std::copy_n(from + pixel, channels, to + output);
          std::iota(winners + output, winners + output + channels, static_cast<std::int32_t>(pixel));
        } else {
          kernels::take_larger(from + pixel, static_cast<std::int32_t>(pixel), channels, to + output,
                               winners + output);
        }
        is_first = false;
      });
    });
  }
  void spread(std::int64_t picture, const float* gradient, float* to) const override {
    const std::int32_t* winners = winners_.data() + picture * output_.size;
    for (std::int64_t i = 0; i < output_.size; ++i) to[winners[i]] += gradient[i];
  }
  kernels::WindowShape shape_;
  // Index of the input value that each output had in the last forward pass.
  std::vector<std::int32_t> winners_;
};

// The axes are neighbours, so a picture is [outer, count, inner].
class MeanStep final : public PoolStep {
 public:
  explicit MeanStep(const StepPlan& plan) : PoolStep(plan) {
    const auto& axes = plan.block.op->as<graph::Mean>()->axes;
    const graph::Shape& shape = plan.input_shape(0);
    if (axes.empty()) return;
    for (std::size_t axis = 1; axis < shape.size(); ++axis) {
      const auto position = static_cast<std::int32_t>(axis);
      (position < axes.front() ? outer_ : position > axes.back() ? inner_ : count_) *= shape[axis];
    }
  }

 private:
  void reduce(std::int64_t, const float* from, float* to) override {
    for (std::int64_t o = 0; o < outer_; ++o) {
      float* sums = to + o * inner_;
      std::fill_n(sums, inner_, 0.0f);
      for (std::int64_t i = 0; i < count_; ++i)
        kernels::accumulate(from + (o * count_ + i) * inner_, inner_, sums);
      for (std::int64_t i = 0; i < inner_; ++i) sums[i] /= static_cast<float>(count_);
    }
  }
  void spread(std::int64_t, const float* gradient, float* to) const override {
    for (std::int64_t o = 0; o < outer_; ++o)
      for (std::int64_t i = 0; i < count_; ++i)
        for (std::int64_t c = 0; c < inner_; ++c)
          to[(o * count_ + i) * inner_ + c] += gradient[o * inner_ + c] / static_cast<float>(count_);
  }
  std::int64_t outer_ = 1, count_ = 1, inner_ = 1;
};

}  // namespace

std::unique_ptr<Step> make_pool_step(const StepPlan& plan) {
  if (plan.block.op->is<graph::AveragePool2d>()) return std::make_unique<AveragePoolStep>(plan);
  if (plan.block.op->is<graph::MaxPool2d>()) return std::make_unique<MaxPoolStep>(plan);
  return std::make_unique<MeanStep>(plan);
}

}  // namespace tinsmith::train
