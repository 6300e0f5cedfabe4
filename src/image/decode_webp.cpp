// Decodes WebP with libwebp. Animations are rejected.
#include <webp/decode.h>
#include <webp/demux.h>

#include <memory>

#include "image/decoders.h"
#include "image/exif.h"

namespace tinsmith::image {
namespace {

const std::uint8_t* start_of(ByteView bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

Result<WebPBitstreamFeatures> features_of(ByteView bytes) {
  WebPBitstreamFeatures features;
  if (WebPGetFeatures(start_of(bytes), bytes.size(), &features) != VP8_STATUS_OK)
    return fail(Fault::Corrupt, "the WebP's header is damaged or truncated");
  if (features.has_animation != 0)
    return fail(Fault::Unsupported, "the WebP is an animation; export a single frame as a picture");
  return features;
}

// The EXIF block follows the pixels, so the whole file is needed.
Result<int> orientation_of(ByteView bytes) {
  const WebPData data{start_of(bytes), bytes.size()};
  const std::unique_ptr<WebPDemuxer, void (*)(WebPDemuxer*)> demuxer(WebPDemux(&data), &WebPDemuxDelete);
  if (demuxer == nullptr) return fail(Fault::Corrupt, "the WebP is damaged or truncated");
  WebPChunkIterator chunk{};
  int orientation = 1;
  if (WebPDemuxGetChunk(demuxer.get(), "EXIF", 1, &chunk) != 0)
    orientation = orientation_of_exif(std::as_bytes(std::span(chunk.chunk.bytes, chunk.chunk.size)));
  WebPDemuxReleaseChunkIterator(&chunk);
  return orientation;
}

}  // namespace

Result<StoredHeader> read_webp_header(ByteView bytes) {
  TRY(const auto features, features_of(bytes));
  TRY(const int orientation, orientation_of(bytes));
  return StoredHeader{{features.width, features.height}, orientation};
}

Result<Image> decode_webp(ByteView bytes) {
  TRY(const auto features, features_of(bytes));
  const Size size{features.width, features.height};
  const int channels = features.has_alpha != 0 ? 4 : 3;
  std::vector<std::uint8_t> pixels(static_cast<std::size_t>(size.width) *
                                   static_cast<std::size_t>(size.height) *
                                   static_cast<std::size_t>(channels));
  const auto decode_into = channels == 4 ? WebPDecodeRGBAInto : WebPDecodeRGBInto;
  if (decode_into(start_of(bytes), bytes.size(), pixels.data(), pixels.size(), size.width * channels) ==
      nullptr)
    return fail(Fault::Corrupt, "the WebP is damaged or truncated");
  if (channels == 4) return laid_over_white(size, pixels);
  Image image;
  image.size = size;
  image.pixels = std::move(pixels);
  return image;
}

}  // namespace tinsmith::image
