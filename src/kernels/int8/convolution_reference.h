// kernels/int8/convolution_reference.h — plain int8 convolutions, the reference for the fast ones.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/int8/requantize.h"
#include "kernels/window_shape.h"

namespace tinsmith::kernels {

// The parameters of both convolutions and of the fully connected layer (a 1x1 convolution of a 1x1 picture).
// Weights are symmetric (zero point 0). The caller must have checked that no sum exceeds int32.
struct ConvolutionInt8 {
  WindowShape shape;
  std::int32_t input_zero_point = 0;
  std::span<const std::int8_t> weights;     // [out, height, width, in]; depthwise [height, width, out]
  std::span<const std::int32_t> bias;       // [out], or empty
  std::span<const Multiplier> multipliers;  // [out]: input scale · weight scale / output scale
  OutputRange output;
  Rounding rounding = Rounding::Double;
};

// output(y, x, o) = store(scaled(bias(o) + Σ weights(o, i, j, c) · (input(y', x', c) − input_zero_point)))
// Matches tflite-micro's reference_integer_ops::ConvPerChannel and ::FullyConnected.
void convolve_reference(const ConvolutionInt8& convolution, const std::int8_t* input, std::int8_t* output);

// output(y, x, o) = store(scaled(bias(o) + Σ weights(i, j, o) · (input(y', x', o / multiplier) −
// input_zero_point))) where multiplier = output_channels / input_channels. Matches
// tflite-micro's DepthwiseConvPerChannel.
void convolve_depthwise_reference(const ConvolutionInt8& convolution, const std::int8_t* input,
                                  std::int8_t* output);

enum class WeightLayout : std::uint8_t {
  ChannelFirst,  // convolution, fully connected
  ChannelLast,   // depthwise
};

// Returns, for each output channel, an upper bound of |bias + Σ weights · (input − input_zero_point)|.
// `multipliers` is not read.
std::vector<std::int64_t> max_sums(const ConvolutionInt8& convolution, WeightLayout layout);

}  // namespace tinsmith::kernels
