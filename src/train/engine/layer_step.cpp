#include "kernels/float/layer.h"

#include <algorithm>

#include "kernels/float/statistics.h"
#include "train/engine/normalization.h"
#include "train/engine/steps.h"

namespace tinsmith::train {
namespace {

// Pictures that a task of a plain pass over a tensor takes.
void apply_normalization(const Pass& pass, const Normalization& normalization, const float* stored,
                         std::int64_t channels, const Place& to) {
  const kernels::ValueTransform transform = normalization.value();
  pass.for_each_picture([&](std::int64_t picture) {
    kernels::transform_values(transform, stored + picture * to.size, to.size / channels, channels,
                              to.value_of(picture));
  });
}

kernels::WindowShape window_shape(const StepPlan& plan) {
  kernels::WindowShape shape;
  const auto& weights = plan.graph.tensor(plan.block.op->inputs[1]).shape;
  if (plan.block.op->is<graph::FullyConnected>()) {
    shape.input_channels = weights[1];
    shape.output_channels = weights[0];
    return shape;
  }
  const auto* depthwise = plan.block.op->as<graph::DepthwiseConv2d>();
  const graph::Window& window =
      depthwise != nullptr ? depthwise->window : plan.block.op->as<graph::Conv2d>()->window;
  const graph::Shape &input = plan.input_shape(0), &output = plan.output_shape();
  shape.input_height = input[1], shape.input_width = input[2], shape.input_channels = input[3];
  shape.output_height = output[1], shape.output_width = output[2], shape.output_channels = output[3];
  shape.filter_height = weights[1], shape.filter_width = weights[2];
  shape.stride_height = window.stride_height, shape.stride_width = window.stride_width;
  shape.dilation_height = window.dilation_height, shape.dilation_width = window.dilation_width;
  shape.padding_top = window.padding.top, shape.padding_left = window.padding.left;
  return shape;
}

class LayerStep final : public Step {
 public:
  LayerStep(const StepPlan& plan, Parameters& parameters, float* stored, Normalization* normalization)
      : input_(plan.tensors.inputs[0]),
        output_(plan.tensors.outputs[0]),
        stored_(stored),
        channels_(plan.output_shape().back()),
        activation_(plan.block.activation),
        normalization_(normalization) {
    const graph::Operator& op = *plan.block.op;
    const auto shape = window_shape(plan);
    layer_ =
        op.is<graph::DepthwiseConv2d>() ? kernels::make_depthwise(shape) : kernels::make_convolution(shape);
    weights_ = parameters.value(op.inputs[1]);
    weight_gradient_ = parameters.gradient(op.inputs[1]);
    bias_ = parameters.value(op.input(2));
    bias_gradient_ = parameters.gradient(op.input(2));
    weight_count_ = static_cast<std::size_t>(graph::element_count(plan.graph.tensor(op.inputs[1]).shape));
  }

  kernels::WorkspaceSize workspace_size(std::int64_t batch) const override {
    kernels::WorkspaceSize size = layer_->workspace_size(batch);
    if (normalization_ != nullptr)
      size.shared_bytes = std::max(size.shared_bytes, kernels::statistics_workspace(channels_).shared_bytes);
    return size;
  }

  void forward(const Pass& pass) override {
    kernels::LayerForward step;
    step.batch = pass.batch;
    step.from_the_end = pass.from_the_end;
    step.input = input_.value;
    if (input_.pending != nullptr) step.reading = input_.pending->value();
    step.weights = weights_;
    step.bias = bias_;
    step.output = stored_;
    if (normalization_ == nullptr) step.activation = activation_;
    if (normalization_ != nullptr && pass.is_training) {
      step.mean = normalization_->mean();
      step.variance = normalization_->variance();
    }
    if (pass.batch > 0) layer_->forward(step, *pass.pool, pass.workspace);
    if (normalization_ == nullptr) return;
    if (pass.is_training)
      normalization_->settle_training(rows(pass), pass.ranks);
    else
      normalization_->settle_inference();
    if (!is_pending()) apply_normalization(pass, *normalization_, stored_, channels_, output_);
  }

  void backward(const Pass& pass) override {
    kernels::LayerBackward step;
    step.batch = pass.batch;
    step.from_the_end = pass.from_the_end;
    step.input = input_.value;
    step.weights = weights_;
    step.output = stored_;
    step.output_gradient = output_.gradient;
    step.gradient_reading.value.activation = activation_;
    if (normalization_ != nullptr) {
      if (!is_pending())  // a pending one's reader has gathered them
        kernels::batch_gradient_sums(
            normalization_->value(), stored_, output_.gradient, normalization_->mean(), rows(pass), channels_,
            *pass.pool, pass.workspace, normalization_->gradient_sum(), normalization_->gradient_centered());
      normalization_->settle_gradient(pass.ranks);
      step.gradient_reading = normalization_->gradient();
    }
    step.input_gradient = input_.gradient;
    step.adds_input_gradient = input_.adds_gradient;
    if (input_.pending != nullptr) {
      step.reading = input_.pending->value();
      if (input_.gradient != nullptr) {
        step.input_mean = input_.pending->mean();
        step.input_gradient_sum = input_.pending->gradient_sum();
        step.input_gradient_centered = input_.pending->gradient_centered();
      }
    }
    step.weight_gradient = weight_gradient_;
    step.bias_gradient = bias_gradient_;
    if (pass.batch > 0)
      layer_->backward(step, *pass.pool, pass.workspace);
    else
      write_no_gradient(step);
    if (pass.ranks == nullptr) return;
    // Summed over the ranks while the steps before this one still run.
    if (weight_gradient_ != nullptr) pass.ranks->begin_sum({weight_gradient_, weight_count_});
    if (bias_gradient_ != nullptr) pass.ranks->begin_sum({bias_gradient_, channels()});
  }

 private:
  bool is_pending() const { return output_.pending != nullptr; }
  std::size_t channels() const { return static_cast<std::size_t>(channels_); }
  // A rank without pictures adds nothing to what the others have.
  void write_no_gradient(const kernels::LayerBackward& step) const {
    if (step.weight_gradient != nullptr) std::fill_n(step.weight_gradient, weight_count_, 0.0f);
    if (step.bias_gradient != nullptr) std::fill_n(step.bias_gradient, channels(), 0.0f);
    if (step.input_gradient_sum == nullptr) return;
    std::fill_n(step.input_gradient_sum, input_.pending->channels(), 0.0f);
    std::fill_n(step.input_gradient_centered, input_.pending->channels(), 0.0f);
  }
  std::int64_t rows(const Pass& pass) const { return pass.batch * output_.size / channels_; }

  Place input_, output_;
  float* stored_;
  std::int64_t channels_;
  kernels::Activation activation_;
  Normalization* normalization_;
  std::unique_ptr<kernels::Layer> layer_;
  const float *weights_, *bias_;
  float *weight_gradient_, *bias_gradient_;
  std::size_t weight_count_ = 0;
};

// A batch norm that stands behind no layer.
class NormalizationStep final : public Step {
 public:
  NormalizationStep(const StepPlan& plan, Normalization* normalization)
      : input_(plan.tensors.inputs[0]),
        output_(plan.tensors.outputs[0]),
        channels_(plan.output_shape().back()),
        normalization_(normalization) {}

  kernels::WorkspaceSize workspace_size(std::int64_t) const override {
    return kernels::statistics_workspace(channels_);
  }

  void forward(const Pass& pass) override {
    if (pass.is_training) {
      kernels::batch_moments(input_.value, rows(pass), channels_, *pass.pool, pass.workspace,
                             normalization_->mean(), normalization_->variance());
      normalization_->settle_training(rows(pass), pass.ranks);
    } else {
      normalization_->settle_inference();
    }
    apply_normalization(pass, *normalization_, input_.value, channels_, output_);
  }

  void backward(const Pass& pass) override {
    kernels::batch_gradient_sums(normalization_->value(), input_.value, output_.gradient,
                                 normalization_->mean(), rows(pass), channels_, *pass.pool, pass.workspace,
                                 normalization_->gradient_sum(), normalization_->gradient_centered());
    normalization_->settle_gradient(pass.ranks);
    if (input_.gradient == nullptr) return;
    const kernels::GradientTransform transform = normalization_->gradient();
    pass.for_each_picture([&](std::int64_t picture) {
      // In place, so that it can be added to what other readers of the input left.
      float* gradient = output_.gradient_of(picture);
      kernels::transform_gradients(transform, input_.value_of(picture), gradient, output_.size / channels_,
                                   channels_, input_.adds_gradient ? gradient : input_.gradient_of(picture));
      if (input_.adds_gradient) kernels::accumulate(gradient, output_.size, input_.gradient_of(picture));
    });
  }

 private:
  std::int64_t rows(const Pass& pass) const { return pass.batch * output_.size / channels_; }

  Place input_, output_;
  std::int64_t channels_;
  Normalization* normalization_;
};

}  // namespace

std::unique_ptr<Step> make_layer_step(const StepPlan& plan, Parameters& parameters, float* stored,
                                      Normalization* normalization) {
  return std::make_unique<LayerStep>(plan, parameters, stored, normalization);
}

std::unique_ptr<Step> make_normalization_step(const StepPlan& plan, Normalization* normalization) {
  return std::make_unique<NormalizationStep>(plan, normalization);
}

}  // namespace tinsmith::train
