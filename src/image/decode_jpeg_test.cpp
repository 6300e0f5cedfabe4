#include <gtest/gtest.h>

#include <cstdio>
// jpeglib.h needs the headers above it.
#include <jpeglib.h>

#include <cstdlib>

#include "image/decode.h"
#include "image/draw.h"
#include "image/encode.h"

namespace tinsmith::image {
namespace {

struct Recipe {
  J_COLOR_SPACE from = JCS_RGB, stored = JCS_YCbCr;
  std::vector<jpeg_scan_info> scans;  // empty: one scan
  bool has_adobe_marker = false;
};

// Returns a JPEG of one colour. `pixel` has all samples of a pixel.
Bytes jpeg_of(Size size, const std::vector<std::uint8_t>& pixel, const Recipe& recipe) {
  jpeg_compress_struct library{};
  jpeg_error_mgr errors{};
  library.err = jpeg_std_error(&errors);
  jpeg_create_compress(&library);
  unsigned char* buffer = nullptr;
  unsigned long buffer_size = 0;
  jpeg_mem_dest(&library, &buffer, &buffer_size);
  library.image_width = static_cast<JDIMENSION>(size.width);
  library.image_height = static_cast<JDIMENSION>(size.height);
  library.input_components = static_cast<int>(pixel.size());
  library.in_color_space = recipe.from;
  jpeg_set_defaults(&library);
  jpeg_set_colorspace(&library, recipe.stored);
  jpeg_set_quality(&library, 95, TRUE);
  library.write_Adobe_marker = recipe.has_adobe_marker ? TRUE : FALSE;
  if (!recipe.scans.empty()) {
    library.scan_info = recipe.scans.data();
    library.num_scans = static_cast<int>(recipe.scans.size());
  }
  jpeg_start_compress(&library, TRUE);
  std::vector<std::uint8_t> row;
  for (std::int32_t x = 0; x < size.width; ++x) row.insert(row.end(), pixel.begin(), pixel.end());
  JSAMPROW start = row.data();
  while (library.next_scanline < library.image_height) jpeg_write_scanlines(&library, &start, 1);
  jpeg_finish_compress(&library);
  jpeg_destroy_compress(&library);
  const auto view = std::as_bytes(std::span(buffer, buffer_size));
  Bytes bytes(view.begin(), view.end());
  std::free(buffer);
  return bytes;
}

constexpr int kCompressionTolerance = 3;

void expect_flat(const Result<Image>& image, Size size, const std::vector<int>& rgb) {
  ASSERT_TRUE(image) << image.error().text();
  ASSERT_EQ(image->size, size);
  for (std::size_t i = 0; i < image->pixels.size(); ++i)
    ASSERT_NEAR(image->pixels[i], rgb[i % 3], kCompressionTolerance) << i;
}

TEST(DecodeJpeg, InkIsTakenAwayFromWhiteHoweverItIsStored) {
  // Cyan 20 %, magenta 40 %, yellow 60 %, black 0 % (of 255).
  const std::vector<std::uint8_t> ink{51, 102, 153, 0}, inverted{204, 153, 102, 255};
  const std::vector<int> rgb{204, 153, 102};
  expect_flat(decode(jpeg_of({20, 10}, ink, {JCS_CMYK, JCS_CMYK})), {20, 10}, rgb);
  expect_flat(decode(jpeg_of({20, 10}, inverted, {JCS_CMYK, JCS_CMYK, {}, true})), {20, 10}, rgb);
  expect_flat(decode(jpeg_of({20, 10}, inverted, {JCS_CMYK, JCS_YCCK, {}, true})), {20, 10}, rgb);
}

TEST(DecodeJpeg, GreyAndRgbStoredAsSuchAreRead) {
  expect_flat(decode(jpeg_of({9, 9}, {77}, {JCS_GRAYSCALE, JCS_GRAYSCALE})), {9, 9}, {77, 77, 77});
  expect_flat(decode(jpeg_of({9, 9}, {10, 100, 200}, {JCS_RGB, JCS_RGB, {}, true})), {9, 9}, {10, 100, 200});
}

// Returns a progressive scan script: brightness first, then each frequency of each channel separately.
std::vector<jpeg_scan_info> scans_of(int frequencies_at_once) {
  std::vector<jpeg_scan_info> scans{{3, {0, 1, 2}, 0, 0, 0, 0}};
  for (int first = 1; first < 64; first += frequencies_at_once) {
    for (int channel = 0; channel < 3; ++channel)
      scans.push_back({1, {channel}, first, std::min(63, first + frequencies_at_once - 1), 0, 0});
  }
  return scans;
}

TEST(DecodeJpeg, ProgressiveIsReadAndAFloodOfScansIsRefused) {
  expect_flat(decode(jpeg_of({64, 48}, {200, 90, 30}, {JCS_RGB, JCS_YCbCr, scans_of(21)})), {64, 48},
              {200, 90, 30});
  const auto flood = decode(jpeg_of({64, 48}, {200, 90, 30}, {JCS_RGB, JCS_YCbCr, scans_of(1)}));
  ASSERT_FALSE(flood);
  EXPECT_NE(flood.error().message.find("more than 100 scans"), std::string::npos);
}

TEST(DecodeJpeg, IsReducedWhileDecodingAsFarAsAskedAndNoFurther) {
  const auto bytes = encode_jpeg(Image({400, 200}, 3));
  ASSERT_TRUE(bytes);
  EXPECT_EQ(decode(*bytes)->size, (Size{400, 200}));
  EXPECT_EQ(decode(*bytes, {96, 0})->size, (Size{100, 50}));
  EXPECT_EQ(decode(*bytes, {50, 25})->size, (Size{50, 25}));
  EXPECT_EQ(decode(*bytes, {51, 25})->size, (Size{100, 50}));
  EXPECT_EQ(decode(*bytes, {500, 500})->size, (Size{400, 200}));
}

TEST(DecodeJpeg, StrayBytesBeforeAMarkerDoNoHarmAndMissingOnesDo) {
  Image image({64, 64}, 3);
  fill_ellipse(image, {{30, 30}, 20, 10}, {200, 100, 50});
  auto bytes = *encode_jpeg(image);
  const Bytes cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() - 40));
  const auto half = decode(cut);
  ASSERT_FALSE(half);
  EXPECT_EQ(half.error().fault, Fault::Corrupt);
  EXPECT_NE(half.error().message.find("truncated"), std::string::npos);
  const Bytes stray(10, std::byte{0x11});
  bytes.insert(bytes.begin() + 20, stray.begin(), stray.end());  // after the first marker, JFIF
  EXPECT_TRUE(decode(bytes));
}

}  // namespace
}  // namespace tinsmith::image
