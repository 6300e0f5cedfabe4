#include "image/decode.h"

#include <algorithm>
#include <array>

#include "image/decoders.h"
#include "image/file_kinds.h"
#include "image/orientation.h"

namespace tinsmith::image {
namespace {

struct Decoder {
  Format format;
  std::string_view name;
  bool (*starts)(ByteView start);
  Result<StoredHeader> (*read_header)(ByteView bytes);
  Result<Image> (*decode)(ByteView bytes, Size min_size);
  // Max number of pixels per byte of a file. A header that states more is false, and would cost memory. 0: no
  // bound is known.
  std::int64_t max_pixels_per_byte;
};

bool starts_with(ByteView start, std::string_view signature) {
  return as_text(start).starts_with(signature);
}

// The first matching row is used.
constexpr std::array<Decoder, 6> kDecoders{{
    {Format::Jpeg, "JPEG", [](ByteView start) { return starts_with(start, "\xFF\xD8\xFF"); },
     read_jpeg_header, decode_jpeg, 64 * 8},  // a block of 8 × 8 pixels takes at least one bit
    {Format::Png, "PNG", [](ByteView start) { return starts_with(start, "\x89PNG\r\n\x1A\n"); },
     read_png_header, [](ByteView bytes, Size) { return decode_png(bytes); },
     1032 * 8},  // the max ratio of deflate, with one bit per pixel
    {Format::Bmp, "BMP", [](ByteView start) { return starts_with(start, "BM"); }, read_bmp_header,
     [](ByteView bytes, Size) { return decode_bmp(bytes); }, 128},  // RLE8: a run of 255 takes two bytes
    {Format::WebP, "WebP",
     [](ByteView start) {
       return starts_with(start, "RIFF") && as_text(start).substr(8).starts_with("WEBP");
     },
     read_webp_header, [](ByteView bytes, Size) { return decode_webp(bytes); }, 0},
    {Format::Avif, "AVIF", [](ByteView start) { return has_heif_brand(start, kAvifBrands); },
     read_heif_header, [](ByteView bytes, Size) { return decode_heif(bytes); }, 0},
    {Format::Heic, "HEIC", [](ByteView start) { return has_heif_brand(start, kHeicBrands); },
     read_heif_header, [](ByteView bytes, Size) { return decode_heif(bytes); }, 0},
}};

constexpr std::string_view kDecodedKinds = "JPEG, PNG, BMP, WebP, HEIC or AVIF";

// Smaller pictures are not checked against max_pixels_per_byte, because an icon of one colour needs only
// a few bytes.
constexpr std::int64_t kHarmless_pixels = 1 << 16;
constexpr std::size_t kMinPicture_bytes = 12;

const Decoder* decoder_of(ByteView bytes) {
  const ByteView start = bytes.first(std::min(bytes.size(), kStartOfFile_bytes));
  if (start.size() < kMinPicture_bytes) return nullptr;
  const auto found = std::find_if(kDecoders.begin(), kDecoders.end(),
                                  [&](const Decoder& decoder) { return decoder.starts(start); });
  return found == kDecoders.end() ? nullptr : found;
}

Result<const Decoder*> decoder_for(ByteView bytes) {
  if (bytes.empty())
    return fail(Fault::Unsupported, "the file is empty; a {} picture was expected", kDecodedKinds);
  if (const Decoder* decoder = decoder_of(bytes)) return decoder;
  if (const FileKind* kind = undecoded_kind_of(bytes))
    return fail(Fault::Unsupported, "the file is {}, which is not supported; {}", kind->name, kind->advice);
  return fail(Fault::Unsupported, "the first bytes are those of no {} picture", kDecodedKinds);
}

Result<Done> check_size(const Decoder& decoder, Size size, std::size_t byte_count) {
  if (size.width <= 0 || size.height <= 0)
    return fail(Fault::InvalidInput, "the {} is {} × {} pixels; it contains no picture", decoder.name,
                size.width, size.height);
  const std::int64_t pixels = std::int64_t{size.width} * size.height;
  if (pixels > kMaxPicture_pixels || std::max(size.width, size.height) > kMaxSide_px)
    return fail(Fault::InvalidInput,
                "the {} is {} × {} pixels; at most {} per side and {} in total are allowed", decoder.name,
                size.width, size.height, kMaxSide_px, kMaxPicture_pixels);
  const auto bytes = static_cast<std::int64_t>(byte_count);
  if (decoder.max_pixels_per_byte > 0 && pixels > kHarmless_pixels &&
      pixels / decoder.max_pixels_per_byte > bytes)
    return fail(Fault::Corrupt, "the {} states {} × {} pixels, which {} bytes cannot contain", decoder.name,
                size.width, size.height, bytes);
  return Done{};
}

struct Opened {
  const Decoder* decoder;
  StoredHeader header;
};

Result<Opened> opened(ByteView bytes) {
  TRY(const Decoder* decoder, decoder_for(bytes));
  TRY(const StoredHeader header, decoder->read_header(bytes));
  TRY_DONE(check_size(*decoder, header.size, bytes.size()));
  return Opened{decoder, header};
}

}  // namespace

std::string_view name_of(Format format) {
  const auto found = std::find_if(kDecoders.begin(), kDecoders.end(),
                                  [&](const Decoder& decoder) { return decoder.format == format; });
  CHECK(found != kDecoders.end(), "no decoder is listed for format {}", static_cast<int>(format));
  return found->name;
}

bool is_decoded_kind(ByteView start) {
  return decoder_of(start) != nullptr;
}

Result<Header> read_header(ByteView bytes) {
  TRY(const Opened file, opened(bytes));
  Header header{file.decoder->format, file.header.size, file.header.orientation};
  if (exchanges_sides(header.orientation)) std::swap(header.size.width, header.size.height);
  return header;
}

Result<Image> decode(ByteView bytes, Size min_size) {
  TRY(const Opened file, opened(bytes));
  if (exchanges_sides(file.header.orientation)) std::swap(min_size.width, min_size.height);
  TRY(Image stored, file.decoder->decode(bytes, min_size));
  return upright(std::move(stored), file.header.orientation);
}

Image laid_over_white(Size size, std::span<const std::uint8_t> rgba) {
  Image image(size, 3);
  CHECK(rgba.size() / 4 == image.pixels.size() / 3, "{} bytes of RGBA are not {} × {} pixels", rgba.size(),
        size.width, size.height);
  std::uint8_t* target = image.pixels.data();
  for (std::size_t at = 0; at < rgba.size(); at += 4) {
    for (std::size_t channel = 0; channel < 3; ++channel)
      *target++ = over_white(rgba[at + channel], rgba[at + 3]);
  }
  return image;
}

}  // namespace tinsmith::image
