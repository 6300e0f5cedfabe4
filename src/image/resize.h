// image/resize.h — resizes pictures and converts them to grey.
//
// Integer arithmetic only: the same bytes on every machine.
#pragma once

#include "image/image.h"

namespace tinsmith::image {

enum class Filter : std::uint8_t {
  Nearest,   // source index = floor(target index · source / target), as the SSCMA firmware does
  Bilinear,  // pixel centres at +0.5; two taps per axis for any factor
  Area,      // mean of the source pixels that a target pixel covers; bilinear along an enlarged axis
};

// A part of a picture, in whole pixels; it is inside the picture.
struct Window {
  std::int32_t left = 0, top = 0;
  Size size;
};

// Resizes `window` of `image` (the whole image when not given). Every value is the exact weighted average,
// rounded half up. Precondition: sides are 1…65 535 pixels.
Image resized(const Image& image, const Window& window, Size size, Filter filter);
Image resized(const Image& image, Size size, Filter filter);

// 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601) in 16.16 fixed point, rounded half up.
constexpr std::uint8_t grey_of(std::uint32_t red, std::uint32_t green, std::uint32_t blue) {
  return static_cast<std::uint8_t>((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
}

// Converts to one channel by the formula above. A grey picture is returned unchanged.
Image grey_of(const Image& image);

// Converts to three channels, which are equal for a grey picture. An RGB picture is returned unchanged.
Image rgb_of(Image image);

}  // namespace tinsmith::image
