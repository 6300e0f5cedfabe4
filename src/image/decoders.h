// image/decoders.h — the interface that each format's decoder implements for decode.h. Only for this room.
//
// decode.cpp checks the size in the header against the limits before it decodes pixels, and applies
// the orientation afterwards.
#pragma once

#include <array>
#include <string_view>

#include "base/bytes.h"
#include "image/image.h"

namespace tinsmith::image {

struct StoredHeader {
  Size size;  // as stored; never negative, not checked against any limit
  int orientation = 1;
};

// The read functions read the header (Corrupt, Unsupported). The decode functions return the RGB pixels as
// stored, in the size that the header gives (Corrupt). When `min_size` is given, decode_jpeg may return a
// reduced size that is at least `min_size`.
Result<StoredHeader> read_jpeg_header(ByteView bytes);
Result<StoredHeader> read_png_header(ByteView bytes);
Result<StoredHeader> read_bmp_header(ByteView bytes);
Result<StoredHeader> read_webp_header(ByteView bytes);
Result<StoredHeader> read_heif_header(ByteView bytes);
Result<Image> decode_jpeg(ByteView bytes, Size min_size);
Result<Image> decode_png(ByteView bytes);
Result<Image> decode_bmp(ByteView bytes);
Result<Image> decode_webp(ByteView bytes);
Result<Image> decode_heif(ByteView bytes);

// True when the "ftyp" box of an ISO base media file contains one of the brands, as its major brand or as a
// compatible brand. ISO/IEC 23008-12, clause 10, and AV1 Image File Format, clause 6.
bool has_heif_brand(ByteView start, std::span<const std::string_view> brands);
inline constexpr std::array<std::string_view, 2> kAvifBrands{"avif", "avis"};
inline constexpr std::array<std::string_view, 11> kHeicBrands{"heic", "heix", "heim", "heis", "hevc", "hevx",
                                                              "hevm", "hevs", "mif1", "mif2", "msf1"};

// Blends one channel over white: value · alpha + 255 · (1 − alpha), rounded.
inline std::uint8_t over_white(std::uint8_t value, std::uint8_t alpha) {
  return static_cast<std::uint8_t>((value * alpha + 255 * (255 - alpha) + 127) / 255);
}

// Blends RGBA pixels over white. `rgba` holds one RGBA value per pixel of `size`.
Image laid_over_white(Size size, std::span<const std::uint8_t> rgba);

}  // namespace tinsmith::image
