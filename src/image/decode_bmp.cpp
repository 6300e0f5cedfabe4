// Decodes BMP without a library, because no library in Debian reads all of RGB565, run lengths
// and OS/2 headers.
#include <algorithm>

#include "image/bmp_header.h"
#include "image/decoders.h"

namespace tinsmith::image {
namespace {

using Row = std::uint8_t*;

Row target_row(Image& image, const BmpHeader& header, std::int32_t stored_row) {
  return image.row(header.is_top_down ? stored_row : header.size.height - 1 - stored_row);
}

void put_index(const BmpHeader& header, std::uint32_t index, std::uint8_t* pixel) {
  std::copy_n(header.palette[index].data(), 3, pixel);
}

void unpack_indices(const BmpHeader& header, ByteView stored, Row target) {
  const int per_byte = 8 / header.bits;
  const std::uint32_t mask = (1U << header.bits) - 1;
  for (std::int32_t x = 0; x < header.size.width; ++x, target += 3) {
    const auto packed = std::to_integer<std::uint32_t>(stored[static_cast<std::size_t>(x / per_byte)]);
    put_index(header, packed >> (8 - header.bits * (x % per_byte + 1)) & mask, target);
  }
}

std::uint8_t channel_of(std::uint32_t pixel, const BmpChannel& channel) {
  if (channel.largest == 0) return 0;
  const std::uint64_t value = pixel >> channel.shift & channel.largest;
  return static_cast<std::uint8_t>((value * 255 + channel.largest / 2) / channel.largest);
}

std::uint32_t pixel_at(const BmpHeader& header, ByteView stored_row, std::int32_t x) {
  const std::size_t pixel_bytes = static_cast<std::size_t>(header.bits) / 8;
  std::uint32_t pixel = 0;
  std::memcpy(&pixel, stored_row.data() + static_cast<std::size_t>(x) * pixel_bytes, pixel_bytes);
  return pixel;
}

bool has_any_alpha(const BmpHeader& header, ByteView stored_row) {
  for (std::int32_t x = 0; x < header.size.width; ++x) {
    if (channel_of(pixel_at(header, stored_row, x), header.channels[3]) != 0) return true;
  }
  return false;
}

void unpack_channels(const BmpHeader& header, ByteView stored, bool has_alpha, Row target) {
  for (std::int32_t x = 0; x < header.size.width; ++x, target += 3) {
    const std::uint32_t pixel = pixel_at(header, stored, x);
    const std::uint8_t alpha = has_alpha ? channel_of(pixel, header.channels[3]) : 255;
    for (std::size_t channel = 0; channel < 3; ++channel)
      target[channel] = over_white(channel_of(pixel, header.channels[channel]), alpha);
  }
}

Result<Image> decode_plain(ByteView bytes, const BmpHeader& header) {
  const auto row_bits = static_cast<std::size_t>(header.size.width) * static_cast<std::size_t>(header.bits);
  const std::size_t row_bytes = (row_bits + 7) / 8;
  const std::size_t stride_bytes = (row_bits + 31) / 32 * 4;
  const auto rows = static_cast<std::size_t>(header.size.height);
  const std::size_t needed = header.pixels_offset + stride_bytes * (rows - 1) + row_bytes;
  if (needed > bytes.size())
    return fail(Fault::Corrupt, "the BMP is truncated: its pixels end at byte {}, the file at {}", needed,
                bytes.size());
  const auto stored_row = [&](std::int32_t y) {
    return bytes.subspan(header.pixels_offset + static_cast<std::size_t>(y) * stride_bytes, row_bytes);
  };
  // When the alpha of every pixel is 0, the program that wrote the file did not set it, and alpha is ignored.
  bool has_alpha = false;
  for (std::int32_t y = 0; y < header.size.height && header.bits > 8 && !has_alpha; ++y)
    has_alpha = has_any_alpha(header, stored_row(y));
  Image image(header.size, 3);
  for (std::int32_t y = 0; y < header.size.height; ++y) {
    const Row target = target_row(image, header, y);
    header.bits <= 8 ? unpack_indices(header, stored_row(y), target)
                     : unpack_channels(header, stored_row(y), has_alpha, target);
  }
  return image;
}

// Decodes runs of equal pixels. A pair (count, index) with count > 0 is a run; a pair (0, code) is an escape:
//   0      end of the row
//   1      end of the picture
//   2      moves right and up by the next two bytes
//   other  this number of single pixels follows, padded to an even number of bytes
// In RLE4, a byte holds two indices, used alternately. Pixels that no run sets have colour 0.
class RunLengthDecoder {
 public:
  RunLengthDecoder(ByteView bytes, const BmpHeader& header)
      : header_(header), reader_(bytes), image_(header.size, 3) {
    for (std::size_t at = 0; at < image_.pixels.size(); at += 3) put_index(header, 0, &image_.pixels[at]);
  }

  Result<Image> decode() {
    if (auto sought = reader_.seek(header_.pixels_offset); !sought) return std::move(sought).error();
    while (!is_finished_) {
      if (reader_.at_end() && is_full()) break;  // only the end mark is missing; all pixels are set
      const auto stepped = step();
      if (!stepped)
        return fail(Fault::Corrupt, "the BMP is truncated in row {} of {}", y_, header_.size.height);
    }
    return std::move(image_);
  }

 private:
  bool is_full() const {
    return y_ >= header_.size.height || (y_ == header_.size.height - 1 && x_ == header_.size.width);
  }

  Result<Done> step() {
    TRY(const auto count, reader_.read<std::uint8_t>());
    TRY(const auto value, reader_.read<std::uint8_t>());
    if (count > 0) {
      for (int i = 0; i < count; ++i) put(index_in(value, i));
      return Done{};
    }
    switch (value) {
      case 0:
        x_ = 0, ++y_;
        return Done{};
      case 1:
        is_finished_ = true;
        return Done{};
      case 2:
        return move();
      default:
        return copy(value);
    }
  }

  Result<Done> move() {
    TRY(const auto right, reader_.read<std::uint8_t>());
    TRY(const auto up, reader_.read<std::uint8_t>());
    x_ = std::min(x_ + right, header_.size.width);
    y_ = std::min(y_ + up, header_.size.height);
    return Done{};
  }

  Result<Done> copy(int count) {
    const std::size_t byte_count = (static_cast<std::size_t>(count * header_.bits) + 7) / 8;
    TRY(const auto indices, reader_.take(byte_count));
    TRY_DONE(reader_.take(std::min(byte_count % 2, reader_.left())));
    for (int i = 0; i < count; ++i) {
      const auto at = static_cast<std::size_t>(i * header_.bits / 8);
      put(index_in(std::to_integer<std::uint8_t>(indices[at]), i));
    }
    return Done{};
  }

  std::uint32_t index_in(std::uint8_t packed, int position) const {
    if (header_.bits == 8) return packed;
    return position % 2 == 0 ? packed >> 4 : packed & 15U;
  }

  void put(std::uint32_t index) {
    if (x_ >= header_.size.width || y_ >= header_.size.height) return;
    put_index(header_, index, target_row(image_, header_, y_) + std::ptrdiff_t{x_} * 3);
    ++x_;
  }

  const BmpHeader& header_;
  ByteReader reader_;
  Image image_;
  std::int32_t x_ = 0, y_ = 0;  // y in stored order, bottom row first
  bool is_finished_ = false;
};

}  // namespace

Result<StoredHeader> read_bmp_header(ByteView bytes) {
  TRY(const BmpHeader header, parse_bmp_header(bytes));
  return StoredHeader{header.size};
}

Result<Image> decode_bmp(ByteView bytes) {
  TRY(const BmpHeader header, parse_bmp_header(bytes));
  const bool has_runs =
      header.compression == BmpCompression::Rle8 || header.compression == BmpCompression::Rle4;
  if (has_runs) return RunLengthDecoder(bytes, header).decode();
  return decode_plain(bytes, header);
}

}  // namespace tinsmith::image
