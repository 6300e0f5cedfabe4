// infer/requirements.h — what operators ask of their tensors, each answered with a sentence when it is not
// so.
#pragma once

#include "graph/graph.h"
#include "infer/prepare.h"
#include "kernels/int8/requantize.h"
#include "kernels/window_shape.h"

namespace tinsmith::infer {

// One scale and zero point for a whole tensor.
struct Affine {
  float scale = 1;
  std::int32_t zero_point = 0;
};

// The quantization of an int8 or uint8 tensor: one pair, the zero point within the type. InvalidInput
// otherwise.
Result<Affine> affine_of(const graph::Tensor& tensor);

// Every activation of the operator (inputs that are not constants' weights, and outputs) has this type.
// Unsupported.
Result<Done> expect_type(const graph::Tensor& tensor, graph::ElementType type);

// The operator moves values without looking at them: input and output must mean the same. Types equal; int8
// with equal scale and zero point. Unsupported otherwise (tflite-micro would copy the bytes and change their
// meaning).
Result<Done> expect_same_meaning(const graph::Tensor& input, const graph::Tensor& output);

// The int8 values between which a fused activation holds an output of this scale, and its zero point.
kernels::OutputRange output_range(Affine output, graph::Activation activation);

// The real values likewise; ±infinity where there is no bound.
struct RealRange {
  float minimum, maximum;
};
RealRange real_range(graph::Activation activation);

// `real` as a Multiplier for values of at most `largest` in magnitude. Unsupported when a product could leave
// int32.
Result<kernels::Multiplier> multiplier_of(double real, std::int64_t largest, std::string_view what);

// The walk of a window over an input of shape [1, h, w, c]. Unsupported: more pictures than one, and steps
// and paddings so large that positions would leave int32.
Result<kernels::WindowShape> window_shape(const graph::Shape& input, const graph::Shape& output,
                                          std::int32_t filter_height, std::int32_t filter_width,
                                          const graph::Window& window);

}  // namespace tinsmith::infer
