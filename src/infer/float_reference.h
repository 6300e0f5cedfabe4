// infer/float_reference.h — the plain float32 loops of windowed operators: what the fast ones are compared
// with.
#pragma once

#include "infer/requirements.h"
#include "kernels/window_shape.h"

namespace tinsmith::infer {

struct FloatConvolution {
  kernels::WindowShape shape;
  const float* weights = nullptr;  // [out, height, width, in]; depthwise [height, width, out]
  const float* bias = nullptr;     // [out], or nullptr
  RealRange range{};               // of the fused activation
};

// output(y, x, o) = clamp(bias(o) + Σ weights · input), taps outside the picture being 0.
void convolve_reference(const FloatConvolution& convolution, const float* input, float* output);
void convolve_depthwise_reference(const FloatConvolution& convolution, const float* input, float* output);

// output = clamp(maximum or average of the part of the window that lies in the picture).
void max_pool_reference(const kernels::WindowShape& shape, RealRange range, const float* input,
                        float* output);
void average_pool_reference(const kernels::WindowShape& shape, RealRange range, const float* input,
                            float* output);

}  // namespace tinsmith::infer
