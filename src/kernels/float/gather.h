// kernels/float/gather.h — the pixels under a filter, side by side, for a block of output pixels that fits
// the cache.
#pragma once

#include "kernels/window_shape.h"

namespace tinsmith::kernels {

// Pixels of a batch, counted over all its pictures.
struct PixelRange {
  std::int64_t begin = 0, end = 0;
};

// All input pixels that the windows of output pixels [first, first + rows) look at lie in here.
PixelRange pixels_under(const WindowShape& shape, std::int64_t first, std::int64_t rows);

// The input that windows are gathered from: floats of the batch's input from pixel `first_pixel` on.
struct GatherSource {
  const float* pixels = nullptr;
  std::int64_t first_pixel = 0;
  std::int64_t readable = 0;  // floats from `pixels` on that may be read
};

// For output pixels [first, first + rows) of a batch: to[row · to_stride + …] = [filter_height, filter_width,
// input_channels] of the input, zeros outside the picture. What stands behind that up to to_stride, and
// kStrideUnit (matrix.h) floats behind the last row, is overwritten with anything: whole vectors are copied.
void gather_windows(const WindowShape& shape, const GatherSource& source, std::int64_t first,
                    std::int64_t rows, float* to, std::int64_t to_stride);

// The way back: adds each row's window to the pixels it was gathered from.
void scatter_windows(const WindowShape& shape, const float* from, std::int64_t from_stride,
                     std::int64_t first, std::int64_t rows, float* input_gradient);

}  // namespace tinsmith::kernels
