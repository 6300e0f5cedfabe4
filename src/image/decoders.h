// image/decoders.h — what decode.h asks of each format's decoder. Only for this room.
//
// decode.cpp checks the header's size against the limits before it asks for pixels, and turns them upright
// after.
#pragma once

#include "base/bytes.h"
#include "image/image.h"

namespace tinsmith::image {

struct StoredHeader {
  Size size;  // as stored; not checked against any limit, never negative
  int orientation = 1;
};

// Each reads the header (Corrupt, Unsupported) and the pixels as they are stored (Corrupt), RGB, of the
// header's size; a JPEG at a fraction of it that is at least `smallest`, when that is given.
Result<StoredHeader> read_jpeg_header(ByteView bytes);
Result<StoredHeader> read_png_header(ByteView bytes);
Result<StoredHeader> read_bmp_header(ByteView bytes);
Result<StoredHeader> read_webp_header(ByteView bytes);
Result<Image> decode_jpeg(ByteView bytes, Size smallest);
Result<Image> decode_png(ByteView bytes);
Result<Image> decode_bmp(ByteView bytes);
Result<Image> decode_webp(ByteView bytes);

// A channel laid over white: value · alpha + 255 · (1 − alpha), rounded.
inline std::uint8_t over_white(std::uint8_t value, std::uint8_t alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

// `size` RGB pixels from as many RGBA pixels.
Image laid_over_white(Size size, std::span<const std::uint8_t> rgba);

}  // namespace tinsmith::image
