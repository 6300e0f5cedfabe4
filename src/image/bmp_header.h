// image/bmp_header.h — what stands before the pixels of a BMP. Only for this room.
//
// The family ("Bitmap Storage", learn.microsoft.com; "OS/2 Bitmap File Format", fileformat.info):
//   file header       "BM" u32 file size, u32 reserved, u32 offset of the pixels
//   picture header    u32 its size, then by that size
//     12              OS/2 1:  u16 width, height, planes, bits
//     16, 64          OS/2 2:  as 40, its end absent (16) or followed by what does not matter (64)
//     40              Windows: i32 width, height (negative: top row first), u16 planes, bits, u32
//     compression, data
//                     size, i32 pixels per metre (two), u32 colours used, colours that matter
//     52, 56          the same, then the red, green and blue mask; then the alpha mask
//     108, 124        versions 4 and 5: the same, then colour spaces, which we leave alone
//   masks             only after a header of 40 with compression 3 (three) or 6 (four)
//   palette           blue, green, red, and but for OS/2 1 a fourth byte, for each colour
#pragma once

#include <array>

#include "base/bytes.h"
#include "image/image.h"

namespace tinsmith::image {

enum class BmpCompression : std::uint32_t { None = 0, Rle8 = 1, Rle4 = 2, BitFields = 3, AlphaBitFields = 6 };

// Bits of a pixel that make one channel: (pixel >> shift) & largest, 0 … largest.
struct BmpChannel {
  int shift = 0;
  std::uint32_t largest = 0;  // 0: the channel is not there
};

struct BmpHeader {
  Size size;
  bool is_top_down = false;
  int bits = 24;  // of a pixel: 1, 2, 4, 8 (indices into the palette), 16, 24, 32 (channels)
  BmpCompression compression = BmpCompression::None;
  std::array<BmpChannel, 4> channels;                // red, green, blue, alpha
  std::vector<std::array<std::uint8_t, 3>> palette;  // RGB, 2^bits of them, black where the file has fewer
  std::size_t pixels_offset = 0;
};

// Corrupt, or Unsupported (RLE24, Huffman, JPEG or PNG inside).
Result<BmpHeader> parse_bmp_header(ByteView bytes);

}  // namespace tinsmith::image
