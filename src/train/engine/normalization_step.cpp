// Implements the step of a batch norm that does not follow a layer.
#include "kernels/float/statistics.h"
#include "train/engine/layer_step.h"

namespace tinsmith::train {
namespace {

// A batch norm that does not follow a layer.
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
      // The derivative is applied in place, so that the result can be added to what other readers wrote.
      float* gradient = output_.gradient_of(picture);
      kernels::transform_gradients(transform, input_.value_of(picture), gradient, output_.size / channels_,
                                   channels_, input_.adds_gradient ? gradient : input_.gradient_of(picture));
      if (input_.adds_gradient) kernels::accumulate(gradient, output_.size, input_.gradient_of(picture));
    });
  }

 private:
  std::int64_t rows(const Pass& pass) const { return pass.batch * output_.size / channels_; }

  TensorBuffers input_, output_;
  std::int64_t channels_;
  Normalization* normalization_;
};

}  // namespace

std::unique_ptr<Step> make_normalization_step(const StepPlan& plan, Normalization* normalization) {
  return std::make_unique<NormalizationStep>(plan, normalization);
}

}  // namespace tinsmith::train
