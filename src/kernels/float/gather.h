// kernels/float/gather.h — copies the pixels under a filter into rows, for a block of output pixels.
//
// The block is small enough that its rows fit into the cache.
#pragma once

#include "kernels/window_shape.h"

namespace tinsmith::kernels {

// A range of pixel indices, counted over all pictures of a batch.
struct PixelRange {
  std::int64_t begin = 0, end = 0;
};

// Returns a range that contains all input pixels under the windows of output pixels
// [first, first + rows).
PixelRange pixels_under(const WindowShape& shape, std::int64_t first, std::int64_t rows);

// The input that windows are gathered from: the batch's input, starting at pixel `first_pixel`.
struct GatherSource {
  const float* pixels = nullptr;
  std::int64_t first_pixel = 0;
  std::int64_t readable = 0;  // number of floats from `pixels` on that may be read
};

// For output pixels [first, first + rows) of a batch: copies the window
// [filter_height, filter_width, input_channels] of the input to to[row · to_stride + …], with zeros outside
// the picture. The rest of each row up to to_stride, and kStrideUnit (matrix.h) floats after the last row,
// get arbitrary values, because whole vectors are copied.
void gather_windows(const WindowShape& shape, const GatherSource& source, std::int64_t first,
                    std::int64_t rows, float* to, std::int64_t to_stride);

// The backward pass of gather_windows: adds each row's window to the pixels that it was gathered from.
void scatter_windows(const WindowShape& shape, const float* from, std::int64_t from_stride,
                     std::int64_t first, std::int64_t rows, float* input_gradient);

}  // namespace tinsmith::kernels
