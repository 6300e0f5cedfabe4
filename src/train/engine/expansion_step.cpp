// An expansion and the depthwise convolution after it (kernels/float/expansion.h). The expansion's batch norm
// is computed before its output exists: in the forward pass from statistics of the input, in the backward
// pass between its two parts.
#include "kernels/float/expansion.h"

#include <algorithm>

#include "train/engine/layer_step.h"

namespace tinsmith::train {
namespace {

kernels::ExpansionShape expansion_shape(const StepPlan& plan) {
  return {window_shape(plan), plan.input_shape(0).back()};
}

class ExpansionStep final : public LayerStep {
 public:
  ExpansionStep(const StepPlan& plan, Parameters& parameters, float* stored, Normalization* normalization)
      : LayerStep(plan, parameters, stored, normalization),
        shape_(expansion_shape(plan)),
        narrow_(shape_),
        wide_(kernels::make_expanded_depthwise(shape_)),
        between_(*plan.block.expansion.normalization, plan.block.expansion.activation, shape_.expanded(),
                 parameters),
        input_mean_(static_cast<std::size_t>(shape_.input_channels)),
        spread_(static_cast<std::size_t>(shape_.expanded() * shape_.input_channels)),
        products_(spread_.size()) {
    const graph::TensorId weights = plan.block.expansion.op->inputs[1];
    weights_ = parameters.value(weights);
    weight_gradient_ = parameters.gradient(weights);
  }

 private:
  kernels::WorkspaceSize layer_workspace_size(std::int64_t batch) const override {
    const kernels::WorkspaceSize narrow = narrow_.workspace_size(), wide = wide_->workspace_size(batch);
    return {std::max(narrow.shared_bytes, wide.shared_bytes),
            std::max(narrow.worker_bytes, wide.worker_bytes)};
  }

  void run_forward(const kernels::LayerForward& step, const Pass& pass) override {
    if (pass.is_training) {
      narrow_.gather_moments(step, weights_, *pass.pool, pass.workspace,
                             {input_mean_.data(), spread_.data(), between_.mean(), between_.variance()});
      between_.settle_training(step.batch * shape_.pixels(), pass.ranks);
    } else {
      between_.settle_inference();
    }
    wide_->forward(step, expansion(pass.is_training), *pass.pool, pass.workspace);
  }

  void run_backward(const kernels::LayerBackward& step, const Pass& pass) override {
    wide_->backward(step, expansion(true), *pass.pool, pass.workspace,
                    {products_.data(), between_.gradient_sum(), between_.gradient_centered()});
    between_.settle_gradient(pass.ranks);
    narrow_.finish_gradients(
        step, expansion(true),
        {products_.data(), spread_.data(), between_.mean(), between_.gradient(), weight_gradient_},
        *pass.pool, pass.workspace);
  }

  kernels::Expansion expansion(bool is_training) const {
    return {weights_, between_.value(), is_training ? input_mean_.data() : nullptr};
  }

  kernels::ExpansionShape shape_;
  kernels::ExpansionInput narrow_;
  std::unique_ptr<kernels::ExpandedDepthwise> wide_;
  Normalization between_;  // batch norm after the expansion
  const float* weights_;
  float* weight_gradient_;
  std::vector<float> input_mean_, spread_, products_;  // see ExpansionInput and ExpandedDepthwise
};

}  // namespace

std::unique_ptr<Step> make_expansion_step(const StepPlan& plan, Parameters& parameters, float* stored,
                                          Normalization* normalization) {
  return std::make_unique<ExpansionStep>(plan, parameters, stored, normalization);
}

}  // namespace tinsmith::train
