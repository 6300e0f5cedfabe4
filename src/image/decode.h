// image/decode.h — decodes picture files to pixels: JPEG, PNG, BMP, WebP, HEIC and AVIF.
//
// The format is recognised by the first bytes of the file, never by its name.
#pragma once

#include <optional>
#include <string_view>

#include "base/bytes.h"
#include "image/image.h"

namespace tinsmith::image {

enum class Format : std::uint8_t { Jpeg, Png, Bmp, WebP, Avif, Heic };
std::string_view name_of(Format format);

// The contents of the file header. Reading it allocates no memory for pixels.
struct Header {
  Format format = Format::Jpeg;
  Size size;            // of the upright picture, after `orientation` is applied
  int orientation = 1;  // EXIF, 1…8; always 1 for HEIC and AVIF, whose decoder applies the rotation
};

// Pictures with more pixels or a longer side are rejected.
inline constexpr std::int64_t kMaxPicture_pixels = std::int64_t{1} << 28;
inline constexpr std::int32_t kMaxSide_px = 65535;

// True when the file's first bytes identify a Format. kStartOfFile_bytes of file_kinds.h bytes are enough.
bool is_decoded_kind(ByteView start);

// Reads the header of a picture.
//   Unsupported   not a known picture format; the message names the actual kind and a remedy, where known
//   Corrupt       the header violates its format
//   InvalidInput  the picture is too large or has no pixels
Result<Header> read_header(ByteView bytes);

// Decodes a picture to upright RGB pixels. Corrupt when the picture is truncated or damaged; it is never
// returned in part. Conversion of other pixel types:
//   grey            three equal channels
//   16 bits         the upper 8 bits, except as SixteenBits describes
//   10 and 12 bits  the upper 8 bits (HEIC and AVIF)
//   alpha           blended over white
//   CMYK            converted to RGB
// `min_size`: when given, a JPEG may be decoded at 1/2, 1/4 or 1/8 of its size, as long as neither side
// becomes smaller than this.
Result<Image> decode(ByteView bytes, Size min_size = {});

// The use of the value range in a PNG with 16 bits per channel.
//
// A camera with 12 bits or fewer often writes its values unscaled, and the upper 8 of 16 bits would keep
// at most 16 levels of grey. Therefore, when no value reaches 4096 (2^12), decode() takes the upper 8 of
// 12 bits. The rule depends only on the bytes of the file, so training, evaluation, prediction and the
// studio all see the same pixels. The factor is the same for all pictures of such a camera, so their
// brightness stays comparable.
struct SixteenBits {
  std::uint16_t largest = 0;        // max of all colour values, as stored
  bool is_read_as_12_bits = false;  // decode() takes the upper 8 of 12 bits
};

// Returns how the picture uses 16 bits, or nothing when it has another depth or cannot be decoded.
// Decodes the pixels.
std::optional<SixteenBits> sixteen_bits_of(ByteView bytes);

}  // namespace tinsmith::image
