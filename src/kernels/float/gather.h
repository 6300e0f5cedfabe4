// kernels/float/gather.h — the pixels under a filter, side by side, for a block of output pixels that fits
// the cache.
#pragma once

#include "kernels/float/transform.h"
#include "kernels/window_shape.h"

namespace tinsmith::kernels {

// For output pixels [first, first + rows) of a batch (counted over all pictures): to[row · to_stride + …] =
// [filter_height, filter_width, input_channels] of transformed input, zeros outside the picture and up to
// to_stride.
void gather_windows(const WindowShape& shape, const ValueTransform& transform, const float* input,
                    std::int64_t first, std::int64_t rows, float* to, std::int64_t to_stride);

// The way back: adds each row's window to the pixels it was gathered from.
void scatter_windows(const WindowShape& shape, const float* from, std::int64_t from_stride,
                     std::int64_t first, std::int64_t rows, float* input_gradient);

}  // namespace tinsmith::kernels
