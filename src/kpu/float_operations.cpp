#include "kpu/float_operations.h"

#include <limits>

namespace tinsmith::kpu {
namespace {

// Calls cell(first value of the plane, its rows and columns inside the map) for each output cell in order.
template <class Cell>
void for_windows(const PoolShape& shape, const Cell& cell) {
  std::size_t place = 0;
  for (std::int64_t c = 0; c < shape.channels; ++c)
    for (std::int64_t y = 0; y < shape.out_height; ++y)
      for (std::int64_t x = 0; x < shape.out_width; ++x) {
        const std::int64_t top = y * shape.stride_height - shape.padding_height;
        const std::int64_t left = x * shape.stride_width - shape.padding_width;
        cell(place++, c * shape.in_height, std::max<std::int64_t>(top, 0),
             std::min(top + shape.kernel_height, shape.in_height), std::max<std::int64_t>(left, 0),
             std::min(left + shape.kernel_width, shape.in_width));
      }
}

}  // namespace

void max_pool(std::span<const std::uint8_t> in, const PoolShape& shape, std::span<std::uint8_t> out) {
  for_windows(shape, [&](std::size_t place, std::int64_t first_row, std::int64_t top, std::int64_t bottom,
                         std::int64_t left, std::int64_t right) {
    std::uint8_t max = 0;
    for (std::int64_t y = top; y < bottom; ++y)
      for (std::int64_t x = left; x < right; ++x)
        max = std::max(max, in[static_cast<std::size_t>((first_row + y) * shape.in_width + x)]);
    out[place] = max;
  });
}

void average_pool(std::span<const float> in, const PoolShape& shape, std::span<float> out) {
  for_windows(shape, [&](std::size_t place, std::int64_t first_row, std::int64_t top, std::int64_t bottom,
                         std::int64_t left, std::int64_t right) {
    float sum = 0;
    std::int64_t cells = 0;
    for (std::int64_t y = top; y < bottom; ++y)
      for (std::int64_t x = left; x < right; ++x, ++cells)
        sum += in[static_cast<std::size_t>((first_row + y) * shape.in_width + x)];
    out[place] = sum / static_cast<float>(cells);
  });
}

void mean_of_channels(std::span<const float> in, std::size_t size, std::span<float> out) {
  for (std::size_t c = 0; c < out.size(); ++c) {
    float sum = 0;
    for (std::size_t i = 0; i < size; ++i) sum += in[c * size + i];
    out[c] = sum / static_cast<float>(size);
  }
}

void l2_normalize(std::span<const float> in, std::span<float> out) {
  constexpr float kMinSquares = 1e-10f;
  float squares = 0;
  for (const float value : in) squares += value * value;
  const float scale = 1.0f / std::sqrt(std::max(squares, kMinSquares));
  for (std::size_t i = 0; i < in.size(); ++i) out[i] = in[i] * scale;
}

void softmax_of_sdk(std::span<const float> in, std::span<float> out) {
  float max = std::numeric_limits<float>::min();
  for (const float value : in) max = std::max(max, value);
  float sum = 0;
  for (std::size_t i = 0; i < in.size(); ++i) {
    out[i] = std::exp(in[i] - max);
    sum += out[i];
  }
  for (float& value : out) value /= sum;
}

}  // namespace tinsmith::kpu
