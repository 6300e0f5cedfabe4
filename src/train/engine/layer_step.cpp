#include "train/engine/layer_step.h"

#include <algorithm>

#include "kernels/float/statistics.h"

namespace tinsmith::train {

void apply_normalization(const Pass& pass, const Normalization& normalization, const float* stored,
                         std::int64_t channels, const TensorBuffers& to) {
  const kernels::ValueTransform transform = normalization.value();
  pass.for_each_picture([&](std::int64_t picture) {
    kernels::transform_values(transform, stored + picture * to.size, to.size / channels, channels,
                              to.value_of(picture));
  });
}

kernels::WindowShape window_shape(const StepPlan& plan) {
  const graph::Operator& op = *plan.block.op;
  kernels::WindowShape shape;
  const auto& weights = plan.graph.tensor(op.inputs[1]).shape;
  if (op.is<graph::FullyConnected>()) {
    shape.input_channels = weights[1];
    shape.output_channels = weights[0];
    return shape;
  }
  const auto* depthwise = op.as<graph::DepthwiseConv2d>();
  const graph::Window& window = depthwise != nullptr ? depthwise->window : op.as<graph::Conv2d>()->window;
  const graph::Shape &input = plan.graph.tensor(op.inputs[0]).shape, &output = plan.output_shape();
  shape.input_height = input[1], shape.input_width = input[2], shape.input_channels = input[3];
  shape.output_height = output[1], shape.output_width = output[2], shape.output_channels = output[3];
  shape.filter_height = weights[1], shape.filter_width = weights[2];
  shape.stride_height = window.stride_height, shape.stride_width = window.stride_width;
  shape.dilation_height = window.dilation_height, shape.dilation_width = window.dilation_width;
  shape.padding_top = window.padding.top, shape.padding_left = window.padding.left;
  return shape;
}

LayerStep::LayerStep(const StepPlan& plan, Parameters& parameters, float* stored,
                     Normalization* normalization)
    : input_(plan.tensors.inputs[0]),
      output_(plan.tensors.outputs[0]),
      stored_(stored),
      channels_(plan.output_shape().back()),
      activation_(plan.block.activation),
      normalization_(normalization) {
  const graph::Operator& op = *plan.block.op;
  weights_ = parameters.value(op.inputs[1]);
  weight_gradient_ = parameters.gradient(op.inputs[1]);
  bias_ = parameters.value(op.input(2));
  bias_gradient_ = parameters.gradient(op.input(2));
  weight_count_ = static_cast<std::size_t>(graph::element_count(plan.graph.tensor(op.inputs[1]).shape));
}

kernels::WorkspaceSize LayerStep::workspace_size(std::int64_t batch) const {
  kernels::WorkspaceSize size = layer_workspace_size(batch);
  if (normalization_ != nullptr)
    size.shared_bytes = std::max(size.shared_bytes, kernels::statistics_workspace(channels_).shared_bytes);
  return size;
}

void LayerStep::forward(const Pass& pass) {
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
  if (pass.batch > 0) run_forward(step, pass);
  if (normalization_ == nullptr) return;
  if (pass.is_training)
    normalization_->settle_training(rows(pass), pass.ranks);
  else
    normalization_->settle_inference();
  if (!is_pending()) apply_normalization(pass, *normalization_, stored_, channels_, output_);
}

kernels::LayerBackward LayerStep::backward_of(const Pass& pass) const {
  kernels::LayerBackward step;
  step.batch = pass.batch;
  step.from_the_end = pass.from_the_end;
  step.input = input_.value;
  step.weights = weights_;
  step.output = stored_;
  step.output_gradient = output_.gradient;
  step.gradient_reading.value.activation = activation_;
  if (normalization_ != nullptr) step.gradient_reading = normalization_->gradient();
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
  return step;
}

void LayerStep::backward(const Pass& pass) {
  if (normalization_ != nullptr) {
    if (!is_pending())  // if pending, the reader has gathered them
      kernels::batch_gradient_sums(normalization_->value(), stored_, output_.gradient, normalization_->mean(),
                                   rows(pass), channels_, *pass.pool, pass.workspace,
                                   normalization_->gradient_sum(), normalization_->gradient_centered());
    normalization_->settle_gradient(pass.ranks);
  }
  const kernels::LayerBackward step = backward_of(pass);
  if (pass.batch > 0)
    run_backward(step, pass);
  else
    write_no_gradient(step);
  if (pass.ranks == nullptr) return;
  // The sum over the ranks is computed while the earlier steps still run.
  if (weight_gradient_ != nullptr) pass.ranks->begin_sum({weight_gradient_, weight_count_});
  if (bias_gradient_ != nullptr) pass.ranks->begin_sum({bias_gradient_, channels()});
}

// A rank without pictures contributes zeros.
void LayerStep::write_no_gradient(const kernels::LayerBackward& step) const {
  if (step.weight_gradient != nullptr) std::fill_n(step.weight_gradient, weight_count_, 0.0f);
  if (step.bias_gradient != nullptr) std::fill_n(step.bias_gradient, channels(), 0.0f);
  if (step.input_gradient_sum == nullptr) return;
  std::fill_n(step.input_gradient_sum, input_.pending->channels(), 0.0f);
  std::fill_n(step.input_gradient_centered, input_.pending->channels(), 0.0f);
}

namespace {

// Convolution, depthwise convolution and dense layers, each a single operator.
class PlainLayerStep final : public LayerStep {
 public:
  PlainLayerStep(const StepPlan& plan, Parameters& parameters, float* stored, Normalization* normalization)
      : LayerStep(plan, parameters, stored, normalization),
        layer_(plan.block.op->is<graph::DepthwiseConv2d>() ? kernels::make_depthwise(window_shape(plan))
                                                           : kernels::make_convolution(window_shape(plan))) {}

 private:
  kernels::WorkspaceSize layer_workspace_size(std::int64_t batch) const override {
    return layer_->workspace_size(batch);
  }
  void run_forward(const kernels::LayerForward& step, const Pass& pass) override {
    layer_->forward(step, *pass.pool, pass.workspace);
  }
  void run_backward(const kernels::LayerBackward& step, const Pass& pass) override {
    layer_->backward(step, *pass.pool, pass.workspace);
  }

  std::unique_ptr<kernels::Layer> layer_;
};

}  // namespace

std::unique_ptr<Step> make_layer_step(const StepPlan& plan, Parameters& parameters, float* stored,
                                      Normalization* normalization) {
  return std::make_unique<PlainLayerStep>(plan, parameters, stored, normalization);
}

}  // namespace tinsmith::train
