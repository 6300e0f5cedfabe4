#include "image/bmp_header.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace tinsmith::image {
namespace {

constexpr std::size_t kFileHeader_bytes = 14;
constexpr std::uint32_t kOs2Header_bytes = 12;
constexpr std::uint32_t kShortOs2Header_bytes = 16;
constexpr std::uint32_t kWindowsHeader_bytes = 40;
constexpr std::array<std::uint32_t, 8> kHeaderSizes{12, 16, 40, 52, 56, 64, 108, 124};

constexpr std::array<std::uint32_t, 4> kMasks555{0x7C00, 0x03E0, 0x001F, 0};
constexpr std::array<std::uint32_t, 4> kMasks888{0xFF0000, 0x00FF00, 0x0000FF, 0};
constexpr std::array<std::uint32_t, 4> kMasks8888{0xFF0000, 0x00FF00, 0x0000FF, 0xFF000000};

// The header fields as written, with default values for absent ones.
struct Fields {
  std::uint32_t header_bytes = 0;
  std::int64_t width = 0, height = 0;
  int bits = 0;
  std::uint32_t compression = 0;
  std::uint32_t colours_used = 0;
  std::array<std::uint32_t, 4> masks{};
};

Result<Done> read_os2_fields(ByteReader& reader, Fields& fields) {
  TRY(fields.width, reader.read<std::uint16_t>());
  TRY(fields.height, reader.read<std::uint16_t>());
  TRY_DONE(reader.take(2));  // planes
  TRY(fields.bits, reader.read<std::uint16_t>());
  return Done{};
}

Result<Done> read_windows_fields(ByteReader& reader, Fields& fields) {
  TRY(fields.width, reader.read<std::int32_t>());
  TRY(fields.height, reader.read<std::int32_t>());
  TRY_DONE(reader.take(2));  // planes
  TRY(fields.bits, reader.read<std::uint16_t>());
  if (fields.header_bytes == kShortOs2Header_bytes) return Done{};
  TRY(fields.compression, reader.read<std::uint32_t>());
  TRY_DONE(reader.take(12));  // data size, pixels per metre
  TRY(fields.colours_used, reader.read<std::uint32_t>());
  TRY_DONE(reader.take(4));  // number of important colours
  const bool is_short = fields.header_bytes == kWindowsHeader_bytes;
  int masks = 0;
  if (fields.compression == static_cast<std::uint32_t>(BmpCompression::BitFields)) {
    masks = is_short || fields.header_bytes == 52 ? 3 : 4;
  } else if (fields.compression == static_cast<std::uint32_t>(BmpCompression::AlphaBitFields)) {
    masks = 4;
  }
  for (int i = 0; i < masks; ++i) {
    TRY(fields.masks[static_cast<std::size_t>(i)], reader.read<std::uint32_t>());
  }
  return Done{};
}

Result<BmpCompression> compression_of(const Fields& fields) {
  const auto compression = static_cast<BmpCompression>(fields.compression);
  const bool is_os2 = fields.header_bytes == kShortOs2Header_bytes || fields.header_bytes == 64;
  bool fits = false;
  switch (compression) {
    case BmpCompression::None:
      fits = true;
      break;
    case BmpCompression::Rle8:
      fits = fields.bits == 8;
      break;
    case BmpCompression::Rle4:
      fits = fields.bits == 4;
      break;
    case BmpCompression::BitFields:
    case BmpCompression::AlphaBitFields:
      fits = !is_os2 && (fields.bits == 16 || fields.bits == 32);
      break;
    default:
      return fail(Fault::Unsupported, "the BMP's compression {} is not supported", fields.compression);
  }
  if (!fits)
    return fail(Fault::Corrupt,
                "the BMP has compression {} with {} bits per pixel, which is not a valid combination",
                fields.compression, fields.bits);
  return compression;
}

Result<std::array<BmpChannel, 4>> channels_of(const Fields& fields, BmpCompression compression) {
  auto masks = fields.masks;
  if (compression == BmpCompression::None) masks = fields.bits == 16 ? kMasks555 : kMasks888;
  // Some programs declare masks but set all of them to 0.
  if (masks == std::array<std::uint32_t, 4>{}) masks = fields.bits == 16 ? kMasks555 : kMasks8888;
  std::array<BmpChannel, 4> channels;
  for (std::size_t channel = 0; channel < masks.size(); ++channel) {
    const std::uint32_t mask = masks[channel];
    if (mask == 0) continue;
    const int shift = std::countr_zero(mask);
    const std::uint32_t largest = mask >> shift;
    if (!std::has_single_bit(std::uint64_t{largest} + 1))
      return fail(Fault::Corrupt, "the BMP's mask {:#010x} of channel {} has a gap", mask, channel);
    channels[channel] = {shift, largest};
  }
  return channels;
}

std::size_t palette_entry_bytes(const Fields& fields) {
  return fields.header_bytes == kOs2Header_bytes ? 3 : 4;
}

// Reads the colours between the headers and the pixels, because the stated number is often wrong.
void read_palette(ByteView bytes, std::size_t start, const Fields& fields, BmpHeader& header) {
  const std::size_t entry_bytes = palette_entry_bytes(fields);
  header.palette.resize(std::size_t{1} << header.bits);
  const std::size_t end = std::min(bytes.size(), header.pixels_offset);
  std::size_t count = end > start ? (end - start) / entry_bytes : 0;
  if (fields.colours_used != 0) count = std::min<std::size_t>(count, fields.colours_used);
  count = std::min(count, header.palette.size());
  for (std::size_t i = 0; i < count; ++i) {
    const ByteView entry = bytes.subspan(start + i * entry_bytes, 3);
    for (std::size_t channel = 0; channel < 3; ++channel)
      header.palette[i][channel] = std::to_integer<std::uint8_t>(entry[2 - channel]);
  }
}

// Returns the offset of the pixels. Some programs write the offset 0, or do not count the palette. An
// offset inside the headers is therefore replaced by the position after the palette; a larger offset is
// used as stated.
std::size_t pixels_offset_of(std::size_t stated, std::size_t palette_start, const Fields& fields) {
  std::size_t colours = 0;
  if (fields.bits <= 8) {
    colours = std::size_t{1} << fields.bits;
    if (fields.colours_used != 0) colours = std::min<std::size_t>(colours, fields.colours_used);
  }
  if (stated < palette_start || (stated == palette_start && colours > 0))
    return palette_start + colours * palette_entry_bytes(fields);
  return stated;
}

Result<Done> check_dimensions(const Fields& fields, BmpHeader& header) {
  if (fields.width < 0) return fail(Fault::Corrupt, "the BMP's width is {}", fields.width);
  if (fields.height == std::numeric_limits<std::int32_t>::min())
    return fail(Fault::Corrupt, "the BMP's height is {}", fields.height);
  header.is_top_down = fields.height < 0;
  const std::int64_t height = header.is_top_down ? -fields.height : fields.height;
  header.size = {static_cast<std::int32_t>(fields.width), static_cast<std::int32_t>(height)};
  constexpr std::array<int, 7> kBits{1, 2, 4, 8, 16, 24, 32};
  if (std::find(kBits.begin(), kBits.end(), fields.bits) == kBits.end())
    return fail(Fault::Corrupt, "the BMP has {} bits per pixel, which is not supported", fields.bits);
  header.bits = fields.bits;
  return Done{};
}

}  // namespace

Result<BmpHeader> parse_bmp_header(ByteView bytes) {
  ByteReader reader(bytes);
  TRY_DONE(reader.take(10));
  BmpHeader header;
  TRY(header.pixels_offset, reader.read<std::uint32_t>());
  Fields fields;
  TRY(fields.header_bytes, reader.read<std::uint32_t>());
  if (std::find(kHeaderSizes.begin(), kHeaderSizes.end(), fields.header_bytes) == kHeaderSizes.end())
    return fail(Fault::Corrupt,
                "the BMP's header is {} bytes long; 12, 16, 40, 52, 56, 64, 108 or 124 is expected",
                fields.header_bytes);
  TRY_DONE(fields.header_bytes == kOs2Header_bytes ? read_os2_fields(reader, fields)
                                                   : read_windows_fields(reader, fields));
  TRY_DONE(check_dimensions(fields, header));
  TRY(header.compression, compression_of(fields));
  TRY(header.channels, channels_of(fields, header.compression));
  if (header.is_top_down &&
      (header.compression == BmpCompression::Rle8 || header.compression == BmpCompression::Rle4))
    return fail(Fault::Corrupt,
                "the BMP is run-length encoded with the top row first, which the format does not allow");
  const std::size_t palette_start = std::max(reader.position(), kFileHeader_bytes + fields.header_bytes);
  header.pixels_offset = pixels_offset_of(header.pixels_offset, palette_start, fields);
  if (header.bits <= 8) read_palette(bytes, palette_start, fields, header);
  return header;
}

}  // namespace tinsmith::image
