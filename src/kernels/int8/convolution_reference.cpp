#include "kernels/int8/convolution_reference.h"

#include <algorithm>
#include <cstdlib>

namespace tinsmith::kernels {
namespace {

// Calls visit(filter_y, filter_x, input_offset) for the taps of output pixel (y, x) that are
// inside the picture.
template <class Visit>
void for_each_tap(const WindowShape& shape, std::int32_t y, std::int32_t x, Visit&& visit) {
  for (std::int32_t i = 0; i < shape.filter_height; ++i)
    for (std::int32_t j = 0; j < shape.filter_width; ++j) {
      const std::int32_t row = shape.input_row(y, i), column = shape.input_column(x, j);
      if (shape.holds(row, column)) visit(i, j, shape.input_offset(row, column));
    }
}

// Calls sum(y, x, channel) for every output value, scales the result and stores it.
template <class Sum>
void for_each_output(const ConvolutionInt8& convolution, std::int8_t* output, Sum&& sum) {
  const WindowShape& shape = convolution.shape;
  for (std::int32_t y = 0; y < shape.output_height; ++y)
    for (std::int32_t x = 0; x < shape.output_width; ++x)
      for (std::int32_t channel = 0; channel < shape.output_channels; ++channel) {
        const auto c = static_cast<std::size_t>(channel);
        const std::int32_t bias = convolution.bias.empty() ? 0 : convolution.bias[c];
        *output++ = convolution.output.store(
            scaled(bias + sum(y, x, channel), convolution.multipliers[c], convolution.rounding));
      }
}

}  // namespace

void convolve_reference(const ConvolutionInt8& convolution, const std::int8_t* input, std::int8_t* output) {
  const WindowShape& shape = convolution.shape;
  for_each_output(convolution, output, [&](std::int32_t y, std::int32_t x, std::int32_t channel) {
    std::int32_t sum = 0;
    for_each_tap(shape, y, x, [&](std::int32_t i, std::int32_t j, std::int64_t offset) {
      const std::int8_t* pixel = input + offset;
      const std::int8_t* weights =
          convolution.weights.data() +
          ((std::int64_t{channel} * shape.filter_height + i) * shape.filter_width + j) * shape.input_channels;
      for (std::int32_t c = 0; c < shape.input_channels; ++c)
        sum += weights[c] * (pixel[c] - convolution.input_zero_point);
    });
    return sum;
  });
}

void convolve_depthwise_reference(const ConvolutionInt8& convolution, const std::int8_t* input,
                                  std::int8_t* output) {
  const WindowShape& shape = convolution.shape;
  const std::int32_t multiplier = shape.output_channels / shape.input_channels;
  for_each_output(convolution, output, [&](std::int32_t y, std::int32_t x, std::int32_t channel) {
    std::int32_t sum = 0;
    for_each_tap(shape, y, x, [&](std::int32_t i, std::int32_t j, std::int64_t offset) {
      const std::int64_t tap = std::int64_t{i} * shape.filter_width + j;
      sum += convolution.weights[static_cast<std::size_t>(tap * shape.output_channels + channel)] *
             (input[offset + channel / multiplier] - convolution.input_zero_point);
    });
    return sum;
  });
}

std::vector<std::int64_t> max_sums(const ConvolutionInt8& convolution, WeightLayout layout) {
  const auto channels = static_cast<std::size_t>(convolution.shape.output_channels);
  const std::size_t weights_per_channel = convolution.weights.size() / channels;
  const std::int32_t reach = std::max(127 - convolution.input_zero_point, 128 + convolution.input_zero_point);
  std::vector<std::int64_t> sums(channels, 0);
  for (std::size_t i = 0; i < convolution.weights.size(); ++i) {
    const std::size_t channel = layout == WeightLayout::ChannelFirst ? i / weights_per_channel : i % channels;
    sums[channel] += std::int64_t{std::abs(int{convolution.weights[i]})} * reach;
  }
  for (std::size_t i = 0; i < convolution.bias.size(); ++i)
    sums[i] += std::abs(std::int64_t{convolution.bias[i]});
  return sums;
}

}  // namespace tinsmith::kernels
