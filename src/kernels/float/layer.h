// kernels/float/layer.h — the door to the trainable layers: convolution (dense layers are 1x1 ones) and
// depthwise convolution, forwards and backwards on a batch, with what stands before and behind them done on
// the way.
//
// A layer reads its input through a ValueTransform, stores its sums and gathers their statistics while they
// are in the cache; backwards it makes dLoss/dz while it loads dLoss/dy, and gathers the sums that the batch
// norm before it needs from the input gradient while that is in the cache. All arrays are NHWC and dense.
//
// Work is cut into slices by the batch and the shape alone; what slices sum up is added in their order.
// Results are therefore the same bits for any number of threads.
#pragma once

#include <memory>

#include "base/thread_pool.h"
#include "kernels/float/transform.h"
#include "kernels/float/workspace.h"
#include "kernels/window_shape.h"

namespace tinsmith::kernels {

struct LayerForward {
  std::int64_t batch = 0;
  bool from_the_end =
      false;  // works through the batch in this order: the same result, another part in the cache
  const float* input = nullptr;
  ValueTransform reading;
  const float* weights = nullptr;  // [out, height, width, in]; depthwise [height, width, out]
  const float* packed = nullptr;   // the weights by pack(); none: packed anew
  const float* bias = nullptr;     // [out], or none
  Activation activation;           // of what is stored; none in front of a batch norm
  float* output = nullptr;
  float* mean = nullptr;      // [out], of the output over the batch, or none: no statistics
  float* variance = nullptr;  // [out], divided by n
};

struct LayerBackward {
  std::int64_t batch = 0;
  bool from_the_end = false;
  const float* input = nullptr;
  ValueTransform reading;  // as forwards
  const float* weights = nullptr;
  const float* output = nullptr;           // as stored by forward
  const float* output_gradient = nullptr;  // dLoss/dy
  GradientTransform gradient_reading;
  float* input_gradient = nullptr;   // dLoss/d(transformed input), or none: not wanted
  bool adds_input_gradient = false;  // to what is there, otherwise overwrites
  // Sums of the input gradient for the batch norm in `reading`, or none.
  const float* input_mean = nullptr;
  float* input_gradient_sum = nullptr;       // Σ g, as add_gradient_sums
  float* input_gradient_centered = nullptr;  // Σ g · (z − mean)
  float* weight_gradient = nullptr;          // overwritten; none: not wanted
  float* bias_gradient = nullptr;
};

class Layer {
 public:
  virtual ~Layer() = default;
  // What forward and backward need for a batch of up to `batch`.
  virtual WorkspaceSize workspace_size(std::int64_t batch) const = 0;
  // Weights as forward() wants to read them, for who runs it often with the same; 0 floats: as they are.
  virtual std::int64_t packed_floats() const { return 0; }
  virtual void pack(const float* /*weights*/, float* /*packed*/) const {}
  virtual void forward(const LayerForward& step, ThreadPool& pool, const Workspace& workspace) const = 0;
  virtual void backward(const LayerBackward& step, ThreadPool& pool, const Workspace& workspace) const = 0;
};

std::unique_ptr<Layer> make_convolution(const WindowShape& shape);
// output_channels is a multiple of input_channels; output channel c reads input channel c / multiple.
std::unique_ptr<Layer> make_depthwise(const WindowShape& shape);

}  // namespace tinsmith::kernels
