// kernels/float/expansion.h — a 1x1 expansion, batch norm, activation and depthwise filter as one layer.
//
// These are the first two thirds of MobileNetV2's inverted residual (Sandler et al. 2018,
// arXiv:1801.04381). The 1x1 convolution expands few channels to many. The wide tensor between it and the
// depthwise filter is never stored: its rows are computed when the filter needs them, in the forward pass
// and again in the backward pass.
//
// With x̃ = x − mean(x) of n pixels and z = W x, without a bias:
//   mean(z) = W mean(x),  z − mean(z) = W x̃,  n · variance(z) = diag(W C Wᵀ),  C = Σ x̃ x̃ᵀ,
// so the batch norm's statistics are known before z is computed. For the backward pass, let g be the gradient
// before the activation (at its input) and dz = gain · g + pull · z + offset (transform.h):
//   Σ g (z − mean(z)) = rows of W · Σ g x̃ᵀ,     dLoss/dW = Σ dz x̃ᵀ = gain · Σ g x̃ᵀ + pull · W C,
//   dLoss/dx = (gain · W)ᵀ g + Wᵀ pull W x̃ + Wᵀ (pull · mean(z) + offset);
// (Σ dz = 0 after a batch norm). Terms that need g are computed while g is in the cache. Terms that need sums
// over g are computed afterwards and read only x.
#pragma once

#include <memory>

#include "kernels/float/layer.h"

namespace tinsmith::kernels {

struct ExpansionShape {
  WindowShape filter;  // of the depthwise convolution; one output channel per input channel
  std::int64_t input_channels = 0;

  std::int64_t expanded() const { return filter.output_channels; }
  std::int64_t pixels() const { return std::int64_t{filter.input_height} * filter.input_width; }
};

// In comments on shapes, [expanded] and [input] are the numbers of channels.
struct Expansion {
  const float* weights = nullptr;     // [expanded, input]
  ValueTransform expanded;            // the batch norm and activation after the 1x1 convolution
  const float* input_mean = nullptr;  // [input], over the batch; nullptr: 0
};

// Computes x̃ while x is read.
class CenteredReading {
 public:
  // `memory`: 2 · channels floats that must outlive this object.
  CenteredReading(const ValueTransform& reading, const float* mean, std::int64_t channels, float* memory);
  void operator()(const float* from, std::int64_t rows, float* to) const;

 private:
  ValueTransform first_, second_;
  std::int64_t channels_;
};

// The narrow side: values that follow from the input and from sums over the wide side.
class ExpansionInput {
 public:
  explicit ExpansionInput(const ExpansionShape& shape);
  WorkspaceSize workspace_size() const;

  struct Moments {
    float* input_mean = nullptr;  // [input]
    float* spread = nullptr;      // [expanded, input]: W C
    float* mean = nullptr;        // [expanded], of z
    float* variance = nullptr;    // [expanded], divided by n
  };
  // Computes the moments over the batch; input and reading are those of `step`.
  void gather_moments(const LayerForward& step, const float* weights, ThreadPool& pool,
                      const Workspace& workspace, const Moments& moments) const;

  struct Gradients {
    const float* products = nullptr;  // [expanded, input]: Σ g x̃ᵀ
    const float* spread = nullptr;    // from gather_moments
    const float* mean = nullptr;
    GradientTransform transform;       // of the batch norm after the expansion
    float* weight_gradient = nullptr;  // [expanded, input], overwritten; nullptr: not computed
  };
  // Computes the remaining gradients; call it after ExpandedDepthwise::backward. Adds to step.input_gradient
  // and gathers its sums.
  void finish_gradients(const LayerBackward& step, const Expansion& expansion, const Gradients& gradients,
                        ThreadPool& pool, const Workspace& workspace) const;

 private:
  struct Shared;
  struct Tile;
  void set_origin(const LayerForward& step, const Workspace& workspace, const Shared& shared) const;
  void sum_slice(const LayerForward& step, const CenteredReading& read, const Shared& shared,
                 const Tile& tile, std::int64_t slice) const;
  void combine_slices(std::int64_t rows, const Shared& shared, const Moments& moments) const;
  void pack_pull(const Expansion& expansion, const Gradients& gradients, const Shared& shared) const;

  std::int64_t pixels_, channels_, expanded_;
};

// The wide side. In LayerForward and LayerBackward, `input` and `reading` are those of the expansion; the
// other fields are those of the depthwise convolution. `input_mean`, `input_gradient_sum` and
// `input_gradient_centered` are not read.
class ExpandedDepthwise {
 public:
  virtual ~ExpandedDepthwise() = default;
  virtual WorkspaceSize workspace_size(std::int64_t batch) const = 0;
  virtual void forward(const LayerForward& step, const Expansion& expansion, ThreadPool& pool,
                       const Workspace& workspace) const = 0;

  struct Sums {
    float* products = nullptr;  // [expanded, input]: Σ g x̃ᵀ
    float* sum = nullptr;       // [expanded]: Σ g
    float* centered = nullptr;  // [expanded]: Σ g · (z − mean)
  };
  // Writes only the first term of step.input_gradient; finish_gradients adds the others.
  virtual void backward(const LayerBackward& step, const Expansion& expansion, ThreadPool& pool,
                        const Workspace& workspace, const Sums& sums) const = 0;
};

std::unique_ptr<ExpandedDepthwise> make_expanded_depthwise(const ExpansionShape& shape);

}  // namespace tinsmith::kernels
