// train/engine/layer_step.h — the step of a layer with weights, and the batch norm and activation after it.
#pragma once

#include "kernels/float/layer.h"
#include "train/engine/normalization.h"
#include "train/engine/steps.h"

namespace tinsmith::train {

// Returns the sizes of the plan's layer; a dense layer is a 1x1 convolution of one pixel.
kernels::WindowShape window_shape(const StepPlan& plan);

class LayerStep : public Step {
 public:
  LayerStep(const StepPlan& plan, Parameters& parameters, float* stored, Normalization* normalization);

  kernels::WorkspaceSize workspace_size(std::int64_t batch) const override;
  void forward(const Pass& pass) final;
  void backward(const Pass& pass) final;

 private:
  // The parts that differ between kinds of layers: everything before the batch norm. Not called if this rank
  // has no pictures.
  virtual kernels::WorkspaceSize layer_workspace_size(std::int64_t batch) const = 0;
  virtual void run_forward(const kernels::LayerForward& step, const Pass& pass) = 0;
  virtual void run_backward(const kernels::LayerBackward& step, const Pass& pass) = 0;

  kernels::LayerBackward backward_of(const Pass& pass) const;
  bool is_pending() const { return output_.pending != nullptr; }
  std::size_t channels() const { return static_cast<std::size_t>(channels_); }
  void write_no_gradient(const kernels::LayerBackward& step) const;
  std::int64_t rows(const Pass& pass) const { return pass.batch * output_.size / channels_; }

  TensorBuffers input_, output_;
  float* stored_;
  std::int64_t channels_;
  kernels::Activation activation_;
  Normalization* normalization_;
  const float *weights_, *bias_;
  float *weight_gradient_, *bias_gradient_;
  std::size_t weight_count_ = 0;
};

// Applies the batch norm to `stored` and writes the result.
void apply_normalization(const Pass& pass, const Normalization& normalization, const float* stored,
                         std::int64_t channels, const TensorBuffers& to);

}  // namespace tinsmith::train
