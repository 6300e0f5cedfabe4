// Decodes PNG with libspng, including the variant that Xcode writes.
#include <spng.h>

#include <algorithm>
#include <array>
#include <memory>

#include "image/decode.h"
#include "image/decoders.h"
#include "image/exif.h"

namespace tinsmith::image {
namespace {

constexpr std::size_t kMaxChunk_bytes = std::size_t{64} << 20;        // max for one chunk without pixels
constexpr std::size_t kMaxChunkMemory_bytes = std::size_t{64} << 20;  // max for all such chunks
constexpr std::array<std::string_view, 2> kRawExifKeywords{"Raw profile type exif", "Raw profile type APP1"};

Error corrupt(int code) {
  return fail(Fault::Corrupt, "the PNG is damaged or truncated: {}", spng_strerror(code));
}

// Xcode rewrites the PNGs of an iPhone app: a chunk CgBI precedes IHDR, the deflated pixels lack zlib's two
// header bytes and the checksum, and the channels are blue, green, red, premultiplied by alpha.
// (iphonedevwiki.net, "CgBI file format".)
constexpr std::size_t kSignature_bytes = 8, kChunkFrame_bytes = 12;
constexpr std::string_view kZlibStart("\0\0\0\2IDAT\x78\x01\xEC\x1A\x7E\xD2", 14);

bool is_cgbi(ByteView bytes) {
  return as_text(bytes.first(std::min<std::size_t>(bytes.size(), 16))).substr(kSignature_bytes).substr(4) ==
         "CgBI";
}

// Returns the file as a standard PNG, except for the order of the channels and zlib's checksum. The chunk
// CgBI is removed, and a chunk with zlib's two header bytes is inserted before the first IDAT.
Bytes without_cgbi(ByteView bytes) {
  Bytes standard(bytes.begin(), bytes.begin() + kSignature_bytes);
  bool has_pixels = false;
  for (std::size_t at = kSignature_bytes; at < bytes.size();) {
    const ByteView rest = bytes.subspan(at);
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(rest.size(), 4); ++i)
      length = length << 8 | std::to_integer<std::uint64_t>(rest[i]);
    const ByteView chunk = rest.first(std::min<std::uint64_t>(rest.size(), length + kChunkFrame_bytes));
    const std::string_view type = as_text(chunk.subspan(std::min<std::size_t>(chunk.size(), 4)));
    if (type.starts_with("IDAT") && !has_pixels) {
      const ByteView start = as_bytes(kZlibStart);
      standard.insert(standard.end(), start.begin(), start.end());
      has_pixels = true;
    }
    if (!type.starts_with("CgBI")) standard.insert(standard.end(), chunk.begin(), chunk.end());
    at += chunk.size();
  }
  return standard;
}

// Converts blue, green, red, premultiplied by alpha, to red, green, blue over white.
Image from_cgbi(Size size, std::span<const std::uint8_t> pixels, std::size_t channels) {
  Image image(size, 3);
  std::uint8_t* target = image.pixels.data();
  for (std::size_t at = 0; at < pixels.size(); at += channels) {
    const int white = channels == 4 ? 255 - pixels[at + 3] : 0;
    for (std::size_t channel = 0; channel < 3; ++channel)
      *target++ = static_cast<std::uint8_t>(std::min(255, pixels[at + 2 - channel] + white));
  }
  return image;
}

// A max value below this means that a camera with 12 bits or fewer wrote its values unscaled.
constexpr std::uint16_t kTwelveBits = 1 << 12;

class PngReader {
 public:
  explicit PngReader(ByteView bytes)
      : is_cgbi_(is_cgbi(bytes)),
        standard_(is_cgbi_ ? without_cgbi(bytes) : Bytes()),
        library_(spng_ctx_new(is_cgbi_ ? SPNG_CTX_IGNORE_ADLER32 : 0), &spng_ctx_free) {
    if (is_cgbi_) bytes = standard_;
    CHECK(library_ != nullptr, "libspng has no memory for its state");
    spng_set_chunk_limits(library_.get(), kMaxChunk_bytes, kMaxChunkMemory_bytes);
    spng_set_crc_action(library_.get(), SPNG_CRC_ERROR, SPNG_CRC_DISCARD);
    spng_set_png_buffer(library_.get(), bytes.data(), bytes.size());
  }

  Result<StoredHeader> read_header() {
    if (const int code = spng_get_ihdr(library_.get(), &header_); code != 0) return corrupt(code);
    StoredHeader header;
    header.size = {static_cast<std::int32_t>(header_.width), static_cast<std::int32_t>(header_.height)};
    header.orientation = orientation();
    return header;
  }

  Result<Image> read_image() {
    TRY(const StoredHeader header, read_header());
    if (header_.bit_depth == 16) return read_16_bits(header.size);
    const bool is_rgb = header_.color_type == SPNG_COLOR_TYPE_TRUECOLOR,
               is_rgba = header_.color_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA;
    spng_trns transparency{};
    const bool has_alpha = header_.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA || is_rgba ||
                           spng_get_trns(library_.get(), &transparency) == 0;
    if (!has_alpha) {
      Image image(header.size, 3);
      TRY_DONE(read_pixels(SPNG_FMT_RGB8, image.pixels));
      if (is_cgbi_ && is_rgb) return from_cgbi(header.size, image.pixels, 3);
      return image;
    }
    const Image area(header.size, 1);
    std::vector<std::uint8_t> rgba(area.pixels.size() * 4);
    TRY_DONE(read_pixels(SPNG_FMT_RGBA8, rgba));
    if (is_cgbi_ && (is_rgb || is_rgba)) return from_cgbi(header.size, rgba, 4);
    return laid_over_white(header.size, rgba);
  }

  // Returns nothing when the picture does not have 16 bits per channel.
  Result<std::optional<SixteenBits>> read_range() {
    TRY(const StoredHeader header, read_header());
    if (header_.bit_depth != 16) return std::optional<SixteenBits>();
    TRY(const auto samples, read_samples(header.size));
    return std::optional<SixteenBits>(range_of(samples));
  }

 private:
  std::size_t channel_count() const {
    switch (header_.color_type) {
      case SPNG_COLOR_TYPE_GRAYSCALE:
        return 1;
      case SPNG_COLOR_TYPE_GRAYSCALE_ALPHA:
        return 2;
      case SPNG_COLOR_TYPE_TRUECOLOR_ALPHA:
        return 4;
      default:
        return 3;
    }
  }

  Result<std::vector<std::uint16_t>> read_samples(Size size) {
    std::vector<std::uint16_t> samples(static_cast<std::size_t>(size.width) *
                                       static_cast<std::size_t>(size.height) * channel_count());
    const int code = spng_decode_image(library_.get(), samples.data(), samples.size() * sizeof(std::uint16_t),
                                       SPNG_FMT_PNG, 0);
    if (code != 0) return corrupt(code);
    return samples;
  }

  // When the sBIT chunk states more than 12 significant bits, the values are not read as 12-bit values.
  SixteenBits range_of(std::span<const std::uint16_t> samples) {
    const std::size_t channels = channel_count(), colours = channels - (channels + 1) % 2;
    SixteenBits range;
    for (std::size_t at = 0; at < samples.size(); at += channels) {
      for (std::size_t i = 0; i < colours; ++i) range.largest = std::max(range.largest, samples[at + i]);
    }
    spng_sbit significant{};
    const bool has_more_bits = spng_get_sbit(library_.get(), &significant) == 0 &&
                               std::max(significant.grayscale_bits, significant.red_bits) > 12;
    range.is_read_as_12_bits = range.largest < kTwelveBits && !has_more_bits;
    return range;
  }

  Result<Image> read_16_bits(Size size) {
    TRY(const auto samples, read_samples(size));
    const int shift = range_of(samples).is_read_as_12_bits ? 4 : 8;
    const std::size_t channels = channel_count(), colours = channels - (channels + 1) % 2;
    spng_trns clear{};
    const bool has_clear_colour = spng_get_trns(library_.get(), &clear) == 0;
    const std::array<std::uint16_t, 3> clear_colour = colours == 1
                                                          ? std::array{clear.gray, clear.gray, clear.gray}
                                                          : std::array{clear.red, clear.green, clear.blue};
    Image image(size, 3);
    std::uint8_t* target = image.pixels.data();
    for (std::size_t at = 0; at < samples.size(); at += channels, target += 3) {
      bool is_clear = has_clear_colour;
      for (std::size_t i = 0; i < colours; ++i) is_clear = is_clear && samples[at + i] == clear_colour[i];
      std::uint8_t alpha = is_clear ? 0 : 255;
      if (channels % 2 == 0) alpha = static_cast<std::uint8_t>(samples[at + colours] >> 8);
      for (std::size_t i = 0; i < 3; ++i)
        target[i] =
            over_white(static_cast<std::uint8_t>(samples[at + (colours == 1 ? 0 : i)] >> shift), alpha);
    }
    return image;
  }

  Result<Done> read_pixels(spng_format format, std::span<std::uint8_t> pixels) {
    const int code =
        spng_decode_image(library_.get(), pixels.data(), pixels.size(), format, SPNG_DECODE_TRNS);
    if (code != 0) return corrupt(code);
    return Done{};
  }

  int orientation() {
    spng_exif exif{};
    if (spng_get_exif(library_.get(), &exif) == 0)
      return orientation_of_exif(std::as_bytes(std::span(exif.data, exif.length)));
    std::uint32_t count = 0;
    if (spng_get_text(library_.get(), nullptr, &count) != 0) return 1;
    std::vector<spng_text> texts(count);
    if (spng_get_text(library_.get(), texts.data(), &count) != 0) return 1;
    for (const spng_text& text : texts) {
      for (const std::string_view keyword : kRawExifKeywords) {
        if (text.keyword == keyword) return orientation_of_raw_profile({text.text, text.length});
      }
    }
    return 1;
  }

  bool is_cgbi_;
  Bytes standard_;  // converted file, used when is_cgbi_
  std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> library_;
  spng_ihdr header_{};
};

}  // namespace

Result<StoredHeader> read_png_header(ByteView bytes) {
  return PngReader(bytes).read_header();
}

std::optional<SixteenBits> sixteen_bits_of(ByteView bytes) {
  const auto header = image::read_header(bytes);  // checks the size limits
  if (!header || header->format != Format::Png) return std::nullopt;
  auto range = PngReader(bytes).read_range();
  return range ? *range : std::nullopt;
}

Result<Image> decode_png(ByteView bytes) {
  return PngReader(bytes).read_image();
}

}  // namespace tinsmith::image
