#include "image/decode.h"

#include <gtest/gtest.h>
#include <webp/encode.h>

#include <algorithm>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "image/encode.h"

namespace tinsmith::image {
namespace {

// Returns a picture with red upper left, green upper right, blue lower left and white lower right.
Image corners(Size size) {
  Image image(size, 3);
  for (std::int32_t y = 0; y < size.height; ++y) {
    for (std::int32_t x = 0; x < size.width; ++x) {
      const bool is_right = x >= size.width / 2, is_low = y >= size.height / 2;
      std::uint8_t* pixel = image.row(y) + x * 3;
      pixel[0] = is_right == is_low ? 255 : 0;
      pixel[1] = is_right ? 255 : 0;
      pixel[2] = is_low ? 255 : 0;
    }
  }
  return image;
}

std::string little_endian(std::uint32_t value) {
  std::string text;
  for (int i = 0; i < 4; ++i) text.push_back(static_cast<char>(value >> 8 * i));
  return text;
}

std::string chunk(const std::string& name, std::string data) {
  const auto size = static_cast<std::uint32_t>(data.size());
  if (data.size() % 2 != 0) data.push_back('\0');
  return name + little_endian(size) + data;
}

const std::string kTurnedClockwise("II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0", 26);

std::string lossless_webp(const Image& image) {
  std::uint8_t* bytes = nullptr;
  const std::size_t size = WebPEncodeLosslessRGB(image.pixels.data(), image.size.width, image.size.height,
                                                 image.size.width * 3, &bytes);
  std::string text(reinterpret_cast<const char*>(bytes), size);
  WebPFree(bytes);
  return text;
}

TEST(Decode, WebpIsReadAndTurnedAsItsExifSays) {
  const Image image = corners({12, 8});
  const std::string plain = lossless_webp(image);
  EXPECT_EQ(*decode(as_bytes(plain)), image);
  const std::string features =
      std::string("\x08\0\0\0\x0B\0\0\x07\0\0", 10);  // has EXIF; width and height, each minus 1
  const std::string body =
      "WEBP" + chunk("VP8X", features) + plain.substr(12) + chunk("EXIF", kTurnedClockwise);
  const std::string turned = chunk("RIFF", body);
  const auto header = read_header(as_bytes(turned));
  ASSERT_TRUE(header) << header.error().text();
  EXPECT_EQ(header->format, Format::WebP);
  EXPECT_EQ(header->orientation, 6);
  EXPECT_EQ(header->size, (Size{8, 12}));
  const auto upright = decode(as_bytes(turned));
  ASSERT_TRUE(upright);
  const std::vector<std::uint8_t> upper_left(upright->pixels.begin(), upright->pixels.begin() + 3);
  EXPECT_EQ(upper_left, (std::vector<std::uint8_t>{0, 0, 255}));  // the lower left corner is now at the top
}

TEST(Decode, WebpsAlphaLiesOverWhiteAndHalfAWebpIsRefused) {
  const std::vector<std::uint8_t> rgba{10, 20, 30, 255, 10, 20, 30, 0};
  std::uint8_t* bytes = nullptr;
  const std::size_t size = WebPEncodeLosslessRGBA(rgba.data(), 2, 1, 8, &bytes);
  const ByteView view = std::as_bytes(std::span(bytes, size));
  EXPECT_EQ(decode(view)->pixels, (std::vector<std::uint8_t>{10, 20, 30, 255, 255, 255}));
  EXPECT_FALSE(decode(view.first(size - 6)));
  WebPFree(bytes);
}

// Inserts a chunk after IHDR. Its checksum is intentionally wrong unless given.
std::string with_chunk(std::string png, const std::string& type, const std::string& data,
                       const std::string& checksum) {
  std::string length = little_endian(static_cast<std::uint32_t>(data.size()));
  std::reverse(length.begin(), length.end());
  return png.insert(33, length + type + data + checksum);
}

TEST(Decode, APngIsTurnedAsItsExifChunkSaysUnlessThatIsDamaged) {
  const std::string plain(as_text(*encode_png(corners({12, 8}))));
  const std::string good = with_chunk(plain, "eXIf", kTurnedClockwise, "\xB7\x48\x11\x29");
  EXPECT_EQ(read_header(as_bytes(good))->size, (Size{8, 12}));
  const std::string damaged = with_chunk(plain, "eXIf", kTurnedClockwise, "????");
  EXPECT_EQ(read_header(as_bytes(damaged))->size, (Size{12, 8}));
  EXPECT_EQ(*decode(as_bytes(damaged)), corners({12, 8}));
}

TEST(Decode, WhatIsNoPictureIsUnsupported) {
  for (const std::string_view text :
       {"", "B", "GIF89a..............", "hello, this is a text file", "RIFF....WAVE...."}) {
    const auto image = decode(as_bytes(text));
    ASSERT_FALSE(image) << text;
    EXPECT_EQ(image.error().fault, Fault::Unsupported) << text;
  }
}

TEST(Decode, SizesAreCheckedBeforePixelsAreAllocated) {
  std::string png(as_text(*encode_png(Image({4, 4}, 3))));
  const auto message = [](const std::string& bytes) { return decode(as_bytes(bytes)).error().message; };
  // A size of 50 000 × 50 000 in a header with a correct checksum.
  std::string huge = png;
  huge.replace(16, 8, std::string("\0\0\xC3\x50\0\0\xC3\x50", 8)).replace(29, 4, "\xC4\xCD\xAA\x9D");
  EXPECT_NE(message(huge).find("50000 × 50000 pixels; at most"), std::string::npos) << message(huge);
  // A size of 10 000 × 10 000 is allowed, but not in so few bytes.
  std::string promising = png;
  promising.replace(16, 8, std::string("\0\0\x27\x10\0\0\x27\x10", 8)).replace(29, 4, "\x35\x2C\xF5\x70");
  EXPECT_NE(message(promising).find("which 69 bytes cannot contain"), std::string::npos)
      << message(promising);
}

TEST(Decode, AFullCameraPhotoStandsUpright) {
  const auto path = shared_data("data/sign_digits/7/IMG_5935.JPG");
  if (!path) GTEST_SKIP() << "SKIP: data/sign_digits is not there";
  const auto bytes = read_file(*path);
  const auto header = read_header(*bytes);
  ASSERT_TRUE(header);
  EXPECT_EQ(header->size, (Size{3024, 3024}));
  EXPECT_EQ(header->orientation, 6);
  EXPECT_EQ(decode(*bytes, {200, 200})->size, (Size{378, 378}));
}

}  // namespace
}  // namespace tinsmith::image
