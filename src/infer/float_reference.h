// infer/float_reference.h — plain float32 loops of windowed operators, the reference for the fast ones.
#pragma once

#include "infer/requirements.h"
#include "kernels/window_shape.h"

namespace tinsmith::infer {

struct FloatConvolution {
  kernels::WindowShape shape;
  const float* weights = nullptr;  // [out, height, width, in]; depthwise [height, width, out]
  const float* bias = nullptr;     // [out], or nullptr
  RealRange range{};               // range of the fused activation
};

// output(y, x, o) = clamp(bias(o) + Σ weights · input). Taps outside the picture read 0.
void convolve_reference(const FloatConvolution& convolution, const float* input, float* output);
void convolve_depthwise_reference(const FloatConvolution& convolution, const float* input, float* output);

// output = clamp(max or average over the part of the window that is inside the picture).
void max_pool_reference(const kernels::WindowShape& shape, RealRange range, const float* input,
                        float* output);
void average_pool_reference(const kernels::WindowShape& shape, RealRange range, const float* input,
                            float* output);

}  // namespace tinsmith::infer
