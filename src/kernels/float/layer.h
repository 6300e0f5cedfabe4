// kernels/float/layer.h — the interface of the trainable layers: convolution and depthwise convolution.
//
// Dense layers are 1x1 convolutions. The layers run forward and backward on a batch and include the
// operations next to them. The forward pass reads the input through a ValueTransform, stores its sums and
// gathers their statistics while they are in the cache. The backward pass computes dLoss/dz while it loads
// dLoss/dy. It also gathers the sums that the batch norm before the layer needs from the input gradient,
// while that is in the cache. All arrays are NHWC and dense.
//
// Work is divided into slices that depend only on the batch and the shape, and the sums of slices are added
// in order. Results are therefore bit-identical for any number of threads.
#pragma once

#include <memory>

#include "base/thread_pool.h"
#include "kernels/float/transform.h"
#include "kernels/float/workspace.h"
#include "kernels/window_shape.h"

namespace tinsmith::kernels {

struct LayerForward {
  std::int64_t batch = 0;
  // Processes the batch in reverse order. The result is the same, but another part of the data is then
  // in the cache.
  bool from_the_end = false;
  const float* input = nullptr;
  ValueTransform reading;
  const float* weights = nullptr;  // [out, height, width, in]; depthwise [height, width, out]
  const float* packed = nullptr;   // the weights from pack(); nullptr: they are packed on each call
  const float* bias = nullptr;     // [out], or nullptr
  Activation activation;           // applied before storing; none if a batch norm follows
  float* output = nullptr;
  float* mean = nullptr;      // [out], of the output over the batch; nullptr: no statistics
  float* variance = nullptr;  // [out], divided by n
};

struct LayerBackward {
  std::int64_t batch = 0;
  bool from_the_end = false;
  const float* input = nullptr;
  ValueTransform reading;  // as in the forward pass
  const float* weights = nullptr;
  const float* output = nullptr;           // as stored by forward()
  const float* output_gradient = nullptr;  // dLoss/dy
  GradientTransform gradient_reading;
  float* input_gradient = nullptr;   // dLoss/d(transformed input); nullptr: not computed
  bool adds_input_gradient = false;  // true: adds to input_gradient; false: overwrites it
  // Sums of the input gradient for the batch norm in `reading`, or nullptr.
  const float* input_mean = nullptr;
  float* input_gradient_sum = nullptr;       // Σ g, as in add_gradient_sums
  float* input_gradient_centered = nullptr;  // Σ g · (z − mean)
  float* weight_gradient = nullptr;          // overwritten; nullptr: not computed
  float* bias_gradient = nullptr;
};

class Layer {
 public:
  virtual ~Layer() = default;
  // The workspace that forward and backward need for a batch of up to `batch`.
  virtual WorkspaceSize workspace_size(std::int64_t batch) const = 0;
  // Packs the weights in the order in which forward() reads them, for callers that run it often with the same
  // weights. 0 floats: no packing is needed.
  virtual std::int64_t packed_floats() const { return 0; }
  virtual void pack(const float* /*weights*/, float* /*packed*/) const {}
  virtual void forward(const LayerForward& step, ThreadPool& pool, const Workspace& workspace) const = 0;
  virtual void backward(const LayerBackward& step, ThreadPool& pool, const Workspace& workspace) const = 0;
};

std::unique_ptr<Layer> make_convolution(const WindowShape& shape);
// output_channels must be a multiple of input_channels; output channel c reads input channel c / multiple.
std::unique_ptr<Layer> make_depthwise(const WindowShape& shape);

}  // namespace tinsmith::kernels
