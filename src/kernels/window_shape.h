// kernels/window_shape.h — the sizes of windowed operators (NHWC).
#pragma once

#include <cstdint>

namespace tinsmith::kernels {

// Convolution, depthwise convolution and pooling: a filter of filter_height x filter_width moves over
// the input. Output pixel (y, x) reads input rows y · stride_height − padding_top + i · dilation_height,
// and columns likewise. Positions outside the picture are ignored; in an integer convolution they equal
// the zero point.
struct WindowShape {
  std::int32_t input_height = 1, input_width = 1, input_channels = 1;
  std::int32_t output_height = 1, output_width = 1, output_channels = 1;
  std::int32_t filter_height = 1, filter_width = 1;
  std::int32_t stride_height = 1, stride_width = 1;
  std::int32_t dilation_height = 1, dilation_width = 1;
  std::int32_t padding_top = 0, padding_left = 0;

  std::int64_t input_offset(std::int32_t y, std::int32_t x) const {
    return (std::int64_t{y} * input_width + x) * input_channels;
  }
  std::int64_t output_offset(std::int32_t y, std::int32_t x) const {
    return (std::int64_t{y} * output_width + x) * output_channels;
  }
  std::int32_t input_row(std::int32_t output_y, std::int32_t filter_y) const {
    return output_y * stride_height - padding_top + filter_y * dilation_height;
  }
  std::int32_t input_column(std::int32_t output_x, std::int32_t filter_x) const {
    return output_x * stride_width - padding_left + filter_x * dilation_width;
  }
  bool holds(std::int32_t y, std::int32_t x) const {
    return y >= 0 && y < input_height && x >= 0 && x < input_width;
  }
};

}  // namespace tinsmith::kernels
