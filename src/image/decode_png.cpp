// PNG through libspng.
#include <spng.h>

#include <array>
#include <memory>

#include "image/decoders.h"
#include "image/exif.h"

namespace tinsmith::image {
namespace {

constexpr std::size_t kLargestChunk_bytes = std::size_t{64} << 20;     // of what is not pixels
constexpr std::size_t kMostChunkMemory_bytes = std::size_t{64} << 20;  // of all of them
constexpr std::array<std::string_view, 2> kRawExifKeywords{"Raw profile type exif", "Raw profile type APP1"};

Error corrupt(int code) {
  return fail(Fault::Corrupt, "the PNG is damaged or cut short: {}", spng_strerror(code));
}

class PngReader {
 public:
  explicit PngReader(ByteView bytes) : library_(spng_ctx_new(0), &spng_ctx_free) {
    CHECK(library_ != nullptr, "libspng has no memory for its state");
    spng_set_chunk_limits(library_.get(), kLargestChunk_bytes, kMostChunkMemory_bytes);
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
    spng_trns transparency{};
    const bool has_alpha = header_.color_type == SPNG_COLOR_TYPE_GRAYSCALE_ALPHA ||
                           header_.color_type == SPNG_COLOR_TYPE_TRUECOLOR_ALPHA ||
                           spng_get_trns(library_.get(), &transparency) == 0;
    if (!has_alpha) {
      Image image(header.size, 3);
      TRY_DONE(read_pixels(SPNG_FMT_RGB8, image.pixels));
      return image;
    }
    const Image area(header.size, 1);
    std::vector<std::uint8_t> rgba(area.pixels.size() * 4);
    TRY_DONE(read_pixels(SPNG_FMT_RGBA8, rgba));
    return laid_over_white(header.size, rgba);
  }

 private:
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

  std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> library_;
  spng_ihdr header_{};
};

}  // namespace

Result<StoredHeader> read_png_header(ByteView bytes) {
  return PngReader(bytes).read_header();
}

Result<Image> decode_png(ByteView bytes) {
  return PngReader(bytes).read_image();
}

}  // namespace tinsmith::image
