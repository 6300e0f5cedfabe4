#include "image/encode.h"

#include <cstdio>
// jpeglib.h needs the headers above it.
#include <jpeglib.h>
#include <spng.h>

#include <algorithm>
#include <csetjmp>
#include <cstdlib>
#include <memory>

namespace tinsmith::image {
namespace {

constexpr std::int32_t kMaxJpegSide_px = JPEG_MAX_DIMENSION;
constexpr int kFullColourFromQuality = 90;

Result<Done> check_picture(const Image& image, std::int32_t max_side_px) {
  if (image.size.width <= 0 || image.size.height <= 0 ||
      std::max(image.size.width, image.size.height) > max_side_px)
    return fail(Fault::InvalidInput,
                "a picture of {} × {} pixels cannot be written; 1 to {} pixels per side are expected",
                image.size.width, image.size.height, max_side_px);
  CHECK(image.channels == 1 || image.channels == 3, "{} channels", image.channels);
  return Done{};
}

// As in decode_jpeg.cpp, an error in the library is left by longjmp, so no object with a destructor
// may exist there.
struct JpegOutput {
  jpeg_compress_struct library{};
  jpeg_error_mgr errors{};
  std::jmp_buf escape{};
  unsigned char* bytes = nullptr;  // allocated by the library with malloc
  unsigned long size = 0;
};

[[noreturn]] void give_up_writing(j_common_ptr library) {
  std::longjmp(static_cast<JpegOutput*>(library->client_data)->escape, 1);
}

bool write_jpeg(JpegOutput& output, const Image& image, int quality) {
  jpeg_compress_struct& library = output.library;
  if (setjmp(output.escape) != 0) return false;
  jpeg_create_compress(&library);
  jpeg_mem_dest(&library, &output.bytes, &output.size);
  library.image_width = static_cast<JDIMENSION>(image.size.width);
  library.image_height = static_cast<JDIMENSION>(image.size.height);
  library.input_components = image.channels;
  library.in_color_space = image.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&library);
  jpeg_set_quality(&library, quality, TRUE);
  library.optimize_coding = TRUE;
  if (quality >= kFullColourFromQuality)
    library.comp_info[0].h_samp_factor = library.comp_info[0].v_samp_factor = 1;
  jpeg_start_compress(&library, TRUE);
  while (library.next_scanline < library.image_height) {
    JSAMPROW row = const_cast<JSAMPROW>(image.row(static_cast<std::int32_t>(library.next_scanline)));
    jpeg_write_scanlines(&library, &row, 1);
  }
  jpeg_finish_compress(&library);
  return true;
}

}  // namespace

Result<Bytes> encode_jpeg(const Image& image, int quality) {
  TRY_DONE(check_picture(image, kMaxJpegSide_px));
  JpegOutput output;
  output.library.err = jpeg_std_error(&output.errors);
  output.library.client_data = &output;
  output.errors.error_exit = give_up_writing;
  const bool is_written = write_jpeg(output, image, std::clamp(quality, 1, 100));
  const ByteView view = std::as_bytes(std::span(output.bytes, output.size));
  Bytes bytes(view.begin(), view.end());
  jpeg_destroy_compress(&output.library);
  std::free(output.bytes);
  CHECK(is_written, "libjpeg turned down a picture of {} × {} pixels", image.size.width, image.size.height);
  return bytes;
}

Result<Bytes> encode_png(const Image& image) {
  TRY_DONE(check_picture(image, INT32_MAX));
  const std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> library(spng_ctx_new(SPNG_CTX_ENCODER),
                                                               &spng_ctx_free);
  CHECK(library != nullptr, "libspng has no memory for its state");
  spng_set_option(library.get(), SPNG_ENCODE_TO_BUFFER, 1);
  spng_ihdr header{};
  header.width = static_cast<std::uint32_t>(image.size.width);
  header.height = static_cast<std::uint32_t>(image.size.height);
  header.bit_depth = 8;
  header.color_type = image.channels == 1 ? SPNG_COLOR_TYPE_GRAYSCALE : SPNG_COLOR_TYPE_TRUECOLOR;
  spng_set_ihdr(library.get(), &header);
  int code = spng_encode_image(library.get(), image.pixels.data(), image.pixels.size(), SPNG_FMT_PNG,
                               SPNG_ENCODE_FINALIZE);
  std::size_t size = 0;
  const std::unique_ptr<void, void (*)(void*)> buffer(
      code == 0 ? spng_get_png_buffer(library.get(), &size, &code) : nullptr, &std::free);
  CHECK(buffer != nullptr, "libspng turned down a picture of {} × {} pixels: {}", image.size.width,
        image.size.height, spng_strerror(code));
  const auto* start = static_cast<const std::byte*>(buffer.get());
  return Bytes(start, start + size);
}

}  // namespace tinsmith::image
