// image/decode.h — files of pictures to pixels: JPEG, PNG, BMP, WebP, told apart by their first bytes, never
// by name.
#pragma once

#include <string_view>

#include "base/bytes.h"
#include "image/image.h"

namespace tinsmith::image {

enum class Format : std::uint8_t { Jpeg, Png, Bmp, WebP };
std::string_view name_of(Format format);

// What the header says, before anything is allocated for pixels.
struct Header {
  Format format = Format::Jpeg;
  Size size;            // upright: after `orientation` was applied
  int orientation = 1;  // EXIF 1…8
};

// Pictures with more pixels, or a longer side, are refused.
inline constexpr std::int64_t kLargestPicture_pixels = std::int64_t{1} << 28;
inline constexpr std::int32_t kLongestSide_px = 65535;

// Unsupported (not a picture we know), Corrupt (a header that breaks its format), InvalidInput (too large, no
// pixels).
Result<Header> read_header(ByteView bytes);

// Upright RGB pixels (grey becomes three equal channels, 16 bits the upper 8, alpha is laid over white, CMYK
// is converted). A truncated or damaged picture is Corrupt, not half a picture. `smallest`: when given, a
// JPEG may be decoded at 1/2, 1/4 or 1/8 of its size as long as neither side falls below it.
Result<Image> decode(ByteView bytes, Size smallest = {});

}  // namespace tinsmith::image
