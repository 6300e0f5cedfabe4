// image/image.h — an image: pixels in memory.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace tinsmith::image {

struct Size {
  std::int32_t width = 0;
  std::int32_t height = 0;
  friend bool operator==(const Size&, const Size&) = default;
};

// 8-bit pixels in rows from top to bottom, with interleaved channels: 1 (grey) or 3 (RGB). Owns its pixels
// and has value semantics.
struct Image {
  Size size;
  std::int32_t channels = 3;
  std::vector<std::uint8_t> pixels;  // height · width · channels

  Image() = default;
  Image(Size image_size, std::int32_t channel_count)
      : size(image_size),
        channels(channel_count),
        pixels(static_cast<std::size_t>(image_size.width) * static_cast<std::size_t>(image_size.height) *
               static_cast<std::size_t>(channel_count)) {}

  std::uint8_t* row(std::int32_t y) { return pixels.data() + row_offset(y); }
  const std::uint8_t* row(std::int32_t y) const { return pixels.data() + row_offset(y); }
  friend bool operator==(const Image&, const Image&) = default;

 private:
  std::size_t row_offset(std::int32_t y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width) *
           static_cast<std::size_t>(channels);
  }
};

}  // namespace tinsmith::image
