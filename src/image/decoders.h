// image/decoders.h — what decode.h asks of each format's decoder. Only for this room.
//
// decode.cpp checks the header's size against the limits before it asks for pixels, and turns them upright
// after.
#pragma once

#include <array>
#include <string_view>

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
Result<StoredHeader> read_heif_header(ByteView bytes);
Result<Image> decode_jpeg(ByteView bytes, Size smallest);
Result<Image> decode_png(ByteView bytes);
Result<Image> decode_bmp(ByteView bytes);
Result<Image> decode_webp(ByteView bytes);
Result<Image> decode_heif(ByteView bytes);

// True when a file of the ISO base media family names one of the brands in its "ftyp" box, as its own or as
// one that it is compatible with. ISO/IEC 23008-12, 10, and the AV1 Image File Format, 6.
bool has_heif_brand(ByteView start, std::span<const std::string_view> brands);
inline constexpr std::array<std::string_view, 2> kAvifBrands{"avif", "avis"};
inline constexpr std::array<std::string_view, 11> kHeicBrands{"heic", "heix", "heim", "heis", "hevc", "hevx",
                                                              "hevm", "hevs", "mif1", "mif2", "msf1"};

// A channel laid over white: value · alpha + 255 · (1 − alpha), rounded.
inline std::uint8_t over_white(std::uint8_t value, std::uint8_t alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

// `size` RGB pixels from as many RGBA pixels.
Image laid_over_white(Size size, std::span<const std::uint8_t> rgba);

}  // namespace tinsmith::image
