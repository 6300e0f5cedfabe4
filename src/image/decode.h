// image/decode.h — files of pictures to pixels: JPEG, PNG, BMP, WebP, HEIC, AVIF, told apart by their first
// bytes, never by name.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "image/image.h"

namespace tinsmith::image {

enum class Format : std::uint8_t { Jpeg, Png, Bmp, WebP, Avif, Heic };
std::string_view name_of(Format format);

// What the header says, before anything is allocated for pixels.
struct Header {
  Format format = Format::Jpeg;
  Size size;            // upright: after `orientation` was applied
  int orientation = 1;  // EXIF 1…8; of HEIC and AVIF always 1: their own turn is part of the stored picture
};

// Pictures with more pixels, or a longer side, are refused.
inline constexpr std::int64_t kLargestPicture_pixels = std::int64_t{1} << 28;
inline constexpr std::int32_t kLongestSide_px = 65535;

// True when the first bytes (kStartOfFile_bytes of file_kinds.h are enough) are those of a Format.
bool is_decoded_kind(ByteView start);

// Unsupported (not a picture we know; says what it is and what to do when that is known), Corrupt (a header
// that breaks its format), InvalidInput (too large, no pixels).
Result<Header> read_header(ByteView bytes);

// Upright RGB pixels (grey becomes three equal channels, 16 bits the upper 8 but for SixteenBits, 10 and 12
// bits of a HEIC or an AVIF the upper 8, alpha is laid over white, CMYK is converted). A truncated or damaged
// picture is Corrupt, not half a picture. `smallest`: when given, a JPEG may be decoded at 1/2, 1/4 or 1/8 of
// its size as long as neither side falls below it.
Result<Image> decode(ByteView bytes, Size smallest = {});

// How a PNG of 16 bits a channel uses its range. A camera of 12 bits or fewer often writes its values
// unscaled; the upper 8 of 16 bits would leave 16 levels of grey at most. So when no value reaches 4096
// (2^12), the upper 8 of 12 bits are taken: a rule by the file's own bytes, so that training, evaluation,
// prediction and the studio see the same pixels, and one factor for all pictures of such a camera, so that
// brightness stays comparable between them.
struct SixteenBits {
  std::uint16_t largest = 0;        // of all colour values, as stored
  bool is_read_as_12_bits = false;  // decode() takes the upper 8 of 12 bits
};

// Nothing for any other picture, and for one that does not decode. Decodes the pixels.
std::optional<SixteenBits> sixteen_bits_of(ByteView bytes);

}  // namespace tinsmith::image
