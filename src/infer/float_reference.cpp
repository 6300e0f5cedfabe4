#include "infer/float_reference.h"

#include <algorithm>
#include <limits>

namespace tinsmith::infer {
namespace {

using kernels::WindowShape;

// Stores output = clamp(reduce(channel, taps)) for every output value. taps(visit) calls visit(filter_y,
// filter_x, input offset) for the taps that are inside the picture.
template <class Reduce>
void for_each_output(const WindowShape& shape, RealRange range, float* output, const Reduce& reduce) {
  for (std::int32_t y = 0; y < shape.output_height; ++y)
    for (std::int32_t x = 0; x < shape.output_width; ++x) {
      const auto taps = [&](const auto& visit) {
        for (std::int32_t i = 0; i < shape.filter_height; ++i)
          for (std::int32_t j = 0; j < shape.filter_width; ++j) {
            const std::int32_t row = shape.input_row(y, i), column = shape.input_column(x, j);
            if (shape.holds(row, column)) visit(i, j, shape.input_offset(row, column));
          }
      };
      for (std::int32_t channel = 0; channel < shape.output_channels; ++channel)
        *output++ = std::clamp(reduce(channel, taps), range.minimum, range.maximum);
    }
}

}  // namespace

void convolve_reference(const FloatConvolution& convolution, const float* input, float* output) {
  const WindowShape& shape = convolution.shape;
  for_each_output(shape, convolution.range, output, [&](std::int32_t channel, const auto& taps) {
    float sum = convolution.bias != nullptr ? convolution.bias[channel] : 0;
    taps([&](std::int32_t i, std::int32_t j, std::int64_t offset) {
      const float* weights =
          convolution.weights +
          ((std::int64_t{channel} * shape.filter_height + i) * shape.filter_width + j) * shape.input_channels;
      for (std::int32_t c = 0; c < shape.input_channels; ++c) sum += weights[c] * input[offset + c];
    });
    return sum;
  });
}

void convolve_depthwise_reference(const FloatConvolution& convolution, const float* input, float* output) {
  const WindowShape& shape = convolution.shape;
  const std::int32_t multiplier = shape.output_channels / shape.input_channels;
  for_each_output(shape, convolution.range, output, [&](std::int32_t channel, const auto& taps) {
    float sum = convolution.bias != nullptr ? convolution.bias[channel] : 0;
    taps([&](std::int32_t i, std::int32_t j, std::int64_t offset) {
      const std::int64_t tap = std::int64_t{i} * shape.filter_width + j;
      sum +=
          convolution.weights[tap * shape.output_channels + channel] * input[offset + channel / multiplier];
    });
    return sum;
  });
}

void max_pool_reference(const WindowShape& shape, RealRange range, const float* input, float* output) {
  for_each_output(shape, range, output, [&](std::int32_t channel, const auto& taps) {
    float largest = std::numeric_limits<float>::lowest();
    taps([&](std::int32_t, std::int32_t, std::int64_t offset) {
      largest = std::max(largest, input[offset + channel]);
    });
    return largest;
  });
}

void average_pool_reference(const WindowShape& shape, RealRange range, const float* input, float* output) {
  for_each_output(shape, range, output, [&](std::int32_t channel, const auto& taps) {
    float sum = 0, count = 0;
    taps([&](std::int32_t, std::int32_t, std::int64_t offset) {
      sum += input[offset + channel];
      ++count;
    });
    return sum / count;
  });
}

}  // namespace tinsmith::infer
