// image/resize.h — pictures of another size, and grey ones. Integers only: same bytes on any machine.
#pragma once

#include "image/image.h"

namespace tinsmith::image {

enum class Filter : std::uint8_t {
  Nearest,   // source index = floor(target index · source / target), as the SSCMA firmware does
  Bilinear,  // pixel centres at +0.5; two taps an axis whatever the factor
  Area,      // average of all the source pixels a target pixel covers; bilinear along an axis that grows
};

// A part of a picture, in whole pixels, inside it.
struct Window {
  std::int32_t left = 0, top = 0;
  Size size;
};

// `window` of `image` at another size. Every value is the exact weighted average, rounded half up.
// Sides are 1…65 535 pixels.
Image resized(const Image& image, const Window& window, Size size, Filter filter);
Image resized(const Image& image, Size size, Filter filter);

// 0.299 red + 0.587 green + 0.114 blue (ITU-R BT.601) in 16.16 fixed point, rounded half up.
constexpr std::uint8_t grey_of(std::uint32_t red, std::uint32_t green, std::uint32_t blue) {
  return static_cast<std::uint8_t>((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
}

// One channel by the rule above. A grey picture comes back as it is.
Image grey_of(const Image& image);

// Three channels, equal ones for a grey picture. An RGB picture comes back as it is.
Image rgb_of(Image image);

}  // namespace tinsmith::image
