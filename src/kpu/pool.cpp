// The ten poolings of the KPU.
#include <algorithm>

#include "kpu/layer.h"

namespace tinsmith::kpu {
namespace {

// Codes of the poolings that are not a max.
enum PoolCode { kMean2 = 2, kMean4 = 4, kLeftTop2, kRightTop2, kLeftTop4, kMean2Stride1 };

// One output cell, whose window begins at (x, y) of a plane. Only the poolings of stride 1 reach over the
// right and bottom border: the mean repeats the edge there, the max counts it as 0.
std::uint8_t pooled_cell(std::int64_t code, const std::uint8_t* plane, std::int64_t height,
                         std::int64_t width, std::int64_t x, std::int64_t y) {
  const std::int64_t size = kmodel::kpu_pools()[static_cast<std::size_t>(code)].size;
  switch (code) {
    case kLeftTop2:
    case kLeftTop4:
      return plane[y * width + x];
    case kRightTop2:
      return plane[y * width + x + 1];
    case kMean2:
    case kMean4:
    case kMean2Stride1: {
      std::int64_t sum = 0;
      for (std::int64_t dy = 0; dy < size; ++dy)
        for (std::int64_t dx = 0; dx < size; ++dx)
          sum += plane[std::min(y + dy, height - 1) * width + std::min(x + dx, width - 1)];
      return static_cast<std::uint8_t>(sum / (size * size));
    }
    default: {
      std::uint8_t max = 0;
      for (std::int64_t dy = 0; dy < size && y + dy < height; ++dy)
        for (std::int64_t dx = 0; dx < size && x + dx < width; ++dx)
          max = std::max(max, plane[(y + dy) * width + x + dx]);
      return max;
    }
  }
}

}  // namespace

void pool_maps(std::int64_t code, std::int64_t channels, std::int64_t height, std::int64_t width,
               std::span<const std::uint8_t> in, std::span<std::uint8_t> out) {
  const std::int64_t stride = kmodel::kpu_pools()[static_cast<std::size_t>(code)].stride;
  std::size_t place = 0;
  for (std::int64_t c = 0; c < channels; ++c)
    for (std::int64_t y = 0; y < height / stride; ++y)
      for (std::int64_t x = 0; x < width / stride; ++x)
        out[place++] =
            pooled_cell(code, in.data() + c * height * width, height, width, x * stride, y * stride);
}

}  // namespace tinsmith::kpu
