// infer/requirements.h — checks of what operators require of their tensors, with error messages.
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

// Returns the quantization of an int8 or uint8 tensor.
//   InvalidInput  more or fewer than one scale, or a zero point outside the type's range
Result<Affine> affine_of(const graph::Tensor& tensor);

// Checks that a tensor of the operator has this type; otherwise Unsupported.
Result<Done> expect_type(const graph::Tensor& tensor, graph::ElementType type);

// For operators that move values without changing them: checks that input and output have the same
// type and the same quantization. Otherwise Unsupported (tflite-micro would copy the bytes and so
// change their meaning).
Result<Done> expect_same_meaning(const graph::Tensor& input, const graph::Tensor& output);

// The int8 limits of an output with this scale and zero point after its fused activation, and the zero point.
kernels::OutputRange output_range(Affine output, graph::Activation activation);

// The limits of a fused activation in real values; ±infinity if there is no limit.
struct RealRange {
  float minimum, maximum;
};
RealRange real_range(graph::Activation activation);

// Returns `real` as a Multiplier for values with an absolute value of at most `largest`. Unsupported if a
// product could exceed int32. `what` names the value in the message.
Result<kernels::Multiplier> multiplier_of(double real, std::int64_t max_input, std::string_view what);

// Returns the shape of a windowed operator over an input of shape [1, h, w, c].
//   Unsupported  a batch of more than one picture, or strides, dilations or paddings so large that positions
//                would exceed int32
Result<kernels::WindowShape> window_shape(const graph::Shape& input, const graph::Shape& output,
                                          std::int32_t filter_height, std::int32_t filter_width,
                                          const graph::Window& window);

}  // namespace tinsmith::infer
