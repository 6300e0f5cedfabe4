// kpu/float_operations.h — what the CPU of a K210 computes between KPU layers, as the vendor's runtime does:
// plain float32 in the order of the indices.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

namespace tinsmith::kpu {

// Halves away from zero; NaN becomes 0.
inline std::uint8_t rounded_byte(float value) {
  const float rounded = std::round(value);
  if (!(rounded > 0)) return 0;
  return rounded >= 255 ? 255 : static_cast<std::uint8_t>(rounded);
}

struct PoolShape {
  std::int64_t channels, in_height, in_width, out_height, out_width;
  std::int64_t kernel_height, kernel_width, stride_height, stride_width, padding_height, padding_width;
};
// Cells outside the map are left out.
void max_pool(std::span<const std::uint8_t> in, const PoolShape& shape, std::span<std::uint8_t> out);
void average_pool(std::span<const float> in, const PoolShape& shape, std::span<float> out);
// out[c] = mean of `size` values.
void mean_of_channels(std::span<const float> in, std::size_t size, std::span<float> out);

void l2_normalize(std::span<const float> in, std::span<float> out);
// The SDK's softmax begins its maximum with the smallest positive float, so it divides 0 by 0 when all logits
// are far below 0.
void softmax_of_sdk(std::span<const float> in, std::span<float> out);

struct ResizeShape {
  std::int64_t channels, in_height, in_width, out_height, out_width;
};
// Source of an output position, as both runtimes compute it.
inline std::int64_t nearest_source(std::int64_t position, std::int64_t in, std::int64_t out) {
  const float scale = static_cast<float>(in) / static_cast<float>(out);
  return std::min(static_cast<std::int64_t>(std::floor(static_cast<float>(position) * scale)), in - 1);
}
template <class T>
void resize_nearest(std::span<const T> in, const ResizeShape& shape, std::span<T> out) {
  std::size_t place = 0;
  for (std::int64_t c = 0; c < shape.channels; ++c)
    for (std::int64_t y = 0; y < shape.out_height; ++y)
      for (std::int64_t x = 0; x < shape.out_width; ++x)
        out[place++] = in[static_cast<std::size_t>(
            (c * shape.in_height + nearest_source(y, shape.in_height, shape.out_height)) * shape.in_width +
            nearest_source(x, shape.in_width, shape.out_width))];
}

}  // namespace tinsmith::kpu
