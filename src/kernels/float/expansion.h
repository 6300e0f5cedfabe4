// kernels/float/expansion.h — a 1x1 convolution that makes many channels of few, the batch norm and
// activation behind it, and the depthwise filter that reads them, as one layer (the first two thirds of
// MobileNetV2's inverted residual: Sandler et al. 2018, arXiv:1801.04381). The wide tensor between the two is
// never stored: rows of it are made when the filter comes to them, forwards and again backwards.
//
// With x̃ = x − mean(x) of n pixels and z = W x, without a bias:
//   mean(z) = W mean(x),  z − mean(z) = W x̃,  n · variance(z) = diag(W C Wᵀ),  C = Σ x̃ x̃ᵀ,
// so the batch norm is settled before z is there. Backwards, with g the gradient in front of the activation
// and dz = gain · g + pull · z + offset (transform.h):
//   Σ g (z − mean(z)) = rows of W · Σ g x̃ᵀ,     dLoss/dW = Σ dz x̃ᵀ = gain · Σ g x̃ᵀ + pull · W C,
//   dLoss/dx = (gain · W)ᵀ g + Wᵀ pull W x̃ + Wᵀ (pull · mean(z) + offset);
// (Σ dz = 0 behind a batch norm). What needs g is done where g is, in the cache; what needs its sums is left
// for afterwards and works on x alone.
#pragma once

#include <memory>

#include "kernels/float/layer.h"

namespace tinsmith::kernels {

struct ExpansionShape {
  WindowShape filter;  // of the depthwise convolution, one output channel an input channel
  std::int64_t input_channels = 0;

  std::int64_t expanded() const { return filter.output_channels; }
  std::int64_t pixels() const { return std::int64_t{filter.input_height} * filter.input_width; }
};

// [expanded] and [input] are numbers of channels.
struct Expansion {
  const float* weights = nullptr;     // [expanded, input]
  ValueTransform expanded;            // the batch norm and activation behind it
  const float* input_mean = nullptr;  // [input], over the batch; none: 0
};

// x̃, made while x is read.
class CenteredReading {
 public:
  // `memory`: 2 · channels floats that live as long as this.
  CenteredReading(const ValueTransform& reading, const float* mean, std::int64_t channels, float* memory);
  void operator()(const float* from, std::int64_t rows, float* to) const;

 private:
  ValueTransform first_, second_;
  std::int64_t channels_;
};

// The narrow side: what is known from the input, and from sums over the wide side, alone.
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
  // Over the batch; input and reading are `step`'s.
  void gather_moments(const LayerForward& step, const float* weights, ThreadPool& pool,
                      const Workspace& workspace, const Moments& moments) const;

  struct Gradients {
    const float* products = nullptr;  // [expanded, input]: Σ g x̃ᵀ
    const float* spread = nullptr;    // as gathered
    const float* mean = nullptr;
    GradientTransform transform;       // of the batch norm behind the expansion
    float* weight_gradient = nullptr;  // [expanded, input], overwritten; none: not wanted
  };
  // After ExpandedDepthwise::backward: the rest of the gradients. Adds to step.input_gradient and gathers its
  // sums.
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

// The wide side. In LayerForward and LayerBackward `input` and `reading` are the expansion's, everything else
// the depthwise convolution's; `input_mean`, `input_gradient_sum` and `input_gradient_centered` are not read.
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
  // step.input_gradient gets its first term only.
  virtual void backward(const LayerBackward& step, const Expansion& expansion, ThreadPool& pool,
                        const Workspace& workspace, const Sums& sums) const = 0;
};

std::unique_ptr<ExpandedDepthwise> make_expanded_depthwise(const ExpansionShape& shape);

}  // namespace tinsmith::kernels
