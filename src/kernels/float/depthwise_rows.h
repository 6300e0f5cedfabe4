// kernels/float/depthwise_rows.h — index arithmetic of a depthwise convolution, and the slices of a batch.
//
// Computes which input and output rows and columns depend on each other, and the width of rows that are
// padded with zeros, so that the sums need no checks at the edges.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>

#include "kernels/float/transform.h"
#include "kernels/float/workspace.h"
#include "kernels/window_shape.h"

namespace tinsmith::kernels {

inline std::int32_t divided_down(std::int32_t value, std::int32_t by) {
  return value >= 0 ? value / by : -((by - 1 - value) / by);
}
inline std::int32_t divided_up(std::int32_t value, std::int32_t by) {
  return -divided_down(-value, by);
}

// Number of slices that a batch is summed in. Each holds whole pictures. It is a power of two, and does not
// depend on the number of threads.
inline std::int64_t picture_slices(std::int64_t batch) {
  constexpr std::int64_t kMax = 16;
  return static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(std::min(batch, kMax))));
}
inline std::int64_t first_picture(std::int64_t batch, std::int64_t slice) {
  return slice_begin(batch, picture_slices(batch), slice, 1);
}

inline constexpr std::int64_t kSumRows = 128;  // max number of rows that are summed in float before double
inline void add_moments_in_parts(const float* values, std::int64_t rows, std::int64_t channels,
                                 Moments& moments) {
  for (std::int64_t row = 0; row < rows; row += kSumRows)
    add_moments(values + row * channels, std::min(kSumRows, rows - row), channels, moments);
}

struct DepthwiseRows {
  explicit DepthwiseRows(const WindowShape& of)
      : shape(of),
        reach_height((of.filter_height - 1) * of.dilation_height),
        reach_width((of.filter_width - 1) * of.dilation_width),
        padded_width((of.output_width - 1) * of.stride_width + reach_width + 1),
        gradient_begin(std::min(0, divided_up(of.padding_left - reach_width, of.stride_width))),
        gradient_width(std::max(of.output_width,
                                divided_down(of.input_width - 1 + of.padding_left, of.stride_width) + 1) -
                       gradient_begin) {}

  // Output rows that read any of the input rows [begin, end): [first_output(begin), last_output(end)). Some
  // may be outside the picture.
  std::int32_t first_output(std::int32_t begin) const {
    return divided_up(begin + shape.padding_top - reach_height, shape.stride_height);
  }
  std::int32_t last_output(std::int32_t end) const {
    return divided_down(end - 1 + shape.padding_top, shape.stride_height) + 1;
  }

  // For the input columns `phase`, phase + stride_width, … of input row y: calls visit(i, j, output row,
  // output column of the first one) for each tap (i, j) that reads them. The output position may be
  // outside the picture.
  template <class Visit>
  void for_each_tap_back(std::int32_t y, std::int32_t phase, Visit&& visit) const {
    for (std::int32_t i = 0; i < shape.filter_height; ++i) {
      const std::int32_t down = y + shape.padding_top - i * shape.dilation_height;
      const std::int32_t row = divided_down(down, shape.stride_height);
      if (row * shape.stride_height != down) continue;
      for (std::int32_t j = 0; j < shape.filter_width; ++j) {
        const std::int32_t right = phase + shape.padding_left - j * shape.dilation_width;
        const std::int32_t column = divided_down(right, shape.stride_width);
        if (column * shape.stride_width == right) visit(i, j, row, column);
      }
    }
  }

  WindowShape shape;
  std::int32_t reach_height, reach_width;  // distance from the first tap to the last
  std::int32_t padded_width;               // width of the input columns that taps read
  // Output columns that the backward pass reads; begin may be negative.
  std::int32_t gradient_begin, gradient_width;
};

}  // namespace tinsmith::kernels
