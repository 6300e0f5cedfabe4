// image/bmp_header.h — the headers, masks and palette in front of the pixels of a BMP. Only for this room.
//
// The BMP variants ("Bitmap Storage", learn.microsoft.com; "OS/2 Bitmap File Format", fileformat.info):
//   file header       "BM" u32 file size, u32 reserved, u32 offset of the pixels
//   picture header    u32 its own size, which determines the rest:
//     12              OS/2 1:  u16 width, height, planes, bits
//     16, 64          OS/2 2:  as 40, cut short (16) or followed by fields that are ignored (64)
//     40              Windows: i32 width, height (negative: top row first), u16 planes, bits,
//                     u32 compression, data size, i32 pixels per metre (two),
//                     u32 number of colours used, number of important colours
//     52, 56          as 40, then the red, green and blue masks; 56 also has the alpha mask
//     108, 124        versions 4 and 5: as 56, then colour spaces, which are ignored
//   masks             only after a header of 40 with compression 3 (three masks) or 6 (four)
//   palette           per colour: blue, green, red, and a fourth byte except in OS/2 1
#pragma once

#include <array>

#include "base/bytes.h"
#include "image/image.h"

namespace tinsmith::image {

enum class BmpCompression : std::uint32_t { None = 0, Rle8 = 1, Rle4 = 2, BitFields = 3, AlphaBitFields = 6 };

// The bits of a pixel that hold one channel: (pixel >> shift) & largest, which is 0 … largest.
struct BmpChannel {
  int shift = 0;
  std::uint32_t largest = 0;  // 0: the channel is absent
};

struct BmpHeader {
  Size size;
  bool is_top_down = false;
  int bits = 24;  // per pixel: 1, 2, 4, 8 (indices into the palette), 16, 24, 32 (channels)
  BmpCompression compression = BmpCompression::None;
  std::array<BmpChannel, 4> channels;                // red, green, blue, alpha
  std::vector<std::array<std::uint8_t, 3>> palette;  // RGB, 2^bits entries; black where the file has fewer
  std::size_t pixels_offset = 0;
};

// Parses the headers, masks and palette. Corrupt, Unsupported (RLE24, Huffman, or an embedded JPEG or PNG).
Result<BmpHeader> parse_bmp_header(ByteView bytes);

}  // namespace tinsmith::image
