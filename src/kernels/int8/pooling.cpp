#include "kernels/int8/pooling.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace tinsmith::kernels {
namespace {

// Stores reduce(first row, last row, first column, last column, channel) for every output value. The bounds
// are those of the part of the window inside the picture; the last ones are excluded.
template <class Reduce>
void for_each_window(const WindowShape& shape, const OutputRange& range, std::int8_t* output,
                     Reduce&& reduce) {
  for (std::int32_t y = 0; y < shape.output_height; ++y) {
    const std::int32_t top = std::max(shape.input_row(y, 0), 0);
    const std::int32_t bottom = std::min(shape.input_row(y, 0) + shape.filter_height, shape.input_height);
    for (std::int32_t x = 0; x < shape.output_width; ++x) {
      const std::int32_t left = std::max(shape.input_column(x, 0), 0);
      const std::int32_t right = std::min(shape.input_column(x, 0) + shape.filter_width, shape.input_width);
      for (std::int32_t c = 0; c < shape.input_channels; ++c)
        *output++ = static_cast<std::int8_t>(
            std::clamp(reduce(top, bottom, left, right, c), range.minimum, range.maximum));
    }
  }
}

}  // namespace

void max_pool_int8(const WindowShape& shape, const OutputRange& range, const std::int8_t* input,
                   std::int8_t* output) {
  for_each_window(shape, range, output, [&](auto top, auto bottom, auto left, auto right, std::int32_t c) {
    std::int32_t largest = std::numeric_limits<std::int8_t>::min();
    for (std::int32_t y = top; y < bottom; ++y)
      for (std::int32_t x = left; x < right; ++x)
        largest = std::max<std::int32_t>(largest, input[shape.input_offset(y, x) + c]);
    return largest;
  });
}

void average_pool_int8(const WindowShape& shape, const OutputRange& range, const std::int8_t* input,
                       std::int8_t* output) {
  for_each_window(shape, range, output, [&](auto top, auto bottom, auto left, auto right, std::int32_t c) {
    std::int32_t sum = 0;
    for (std::int32_t y = top; y < bottom; ++y)
      for (std::int32_t x = left; x < right; ++x) sum += input[shape.input_offset(y, x) + c];
    const std::int32_t count = (bottom - top) * (right - left);
    return sum > 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
  });
}

Multiplier mean_multiplier(double scale_ratio, std::int64_t count) {
  const Multiplier ratio = quantize_multiplier(scale_ratio);
  const auto log2_count = static_cast<std::int32_t>(std::bit_width(static_cast<std::uint64_t>(count))) - 1;
  const std::int32_t shift = std::min({log2_count, 32, 31 + ratio.exponent});
  return {static_cast<std::int32_t>((std::int64_t{ratio.fraction} << shift) / count), ratio.exponent - shift};
}

void mean_int8(const MeanInt8& mean, const std::int8_t* input, std::int8_t* output, std::int32_t* sums) {
  const auto zero = static_cast<std::int32_t>(mean.count * mean.input_zero_point);
  for (std::int64_t outer = 0; outer < mean.outer; ++outer) {
    std::fill(sums, sums + mean.inner, -zero);
    for (std::int64_t i = 0; i < mean.count; ++i)
      for (std::int64_t inner = 0; inner < mean.inner; ++inner) sums[inner] += *input++;
    for (std::int64_t inner = 0; inner < mean.inner; ++inner)
      *output++ = mean.output.store(scaled(sums[inner], mean.multiplier, mean.rounding));
  }
}

}  // namespace tinsmith::kernels
