#include <gtest/gtest.h>
#include <libheif/heif.h>

#include <cmath>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "image/decode.h"
#include "image/difference_for_test.h"
#include "image/orientation.h"

namespace tinsmith::image {
namespace {

// HEVC and AV1 at quality 90 change a value by a few of 255 on average. A wrong orientation would change
// it by 100.
constexpr double kMaxMeanDifference = 8;

// Returns a picture with corners of four colours, twice as wide as high, large enough for both codecs.
Image corners() {
  Image image({64, 32}, 3);
  for (std::int32_t y = 0; y < 32; ++y) {
    for (std::int32_t x = 0; x < 64; ++x) {
      std::uint8_t* pixel = image.row(y) + x * 3;
      pixel[0] = x < 32 ? 220 : 40;
      pixel[1] = y < 16 ? 200 : 60;
      pixel[2] = x < 32 && y < 16 ? 30 : 180;
    }
  }
  return image;
}

struct HeifRecipe {
  heif_compression_format format = heif_compression_HEVC;
  int orientation = 1;
  bool repeats_it_in_exif = false;
};

heif_error append(heif_context*, const void* data, size_t size, void* text) {
  static_cast<std::string*>(text)->append(static_cast<const char*>(data), size);
  return {heif_error_Ok, heif_suberror_Unspecified, ""};
}

std::string exif_of(int orientation) {
  std::string exif("Exif\0\0II\x2A\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\0\0\0\0\0\0\0\0", 32);
  exif[24] = static_cast<char>(orientation);
  return exif;
}

// Returns a file like that of a phone: the pixels as the sensor delivered them, and their rotation. Written
// by libheif's encoder.
std::string file_of(const Image& image, const HeifRecipe& recipe) {
  heif_context* context = heif_context_alloc();
  heif_encoder* encoder = nullptr;
  EXPECT_EQ(heif_context_get_encoder_for_format(context, recipe.format, &encoder).code, heif_error_Ok);
  heif_encoder_set_lossy_quality(encoder, 90);
  heif_image* pixels = nullptr;
  heif_image_create(image.size.width, image.size.height, heif_colorspace_RGB, heif_chroma_interleaved_RGB,
                    &pixels);
  heif_image_add_plane(pixels, heif_channel_interleaved, image.size.width, image.size.height, 8);
  int stride = 0;
  std::uint8_t* target = heif_image_get_plane(pixels, heif_channel_interleaved, &stride);
  for (std::int32_t y = 0; y < image.size.height; ++y)
    std::copy_n(image.row(y), image.size.width * 3, target + std::ptrdiff_t{y} * stride);
  heif_encoding_options* options = heif_encoding_options_alloc();
  options->image_orientation = static_cast<heif_orientation>(recipe.orientation);
  heif_image_handle* handle = nullptr;
  EXPECT_EQ(heif_context_encode_image(context, pixels, encoder, options, &handle).code, heif_error_Ok);
  if (recipe.repeats_it_in_exif) {
    const std::string exif = exif_of(recipe.orientation);
    heif_context_add_exif_metadata(context, handle, exif.data(), static_cast<int>(exif.size()));
  }
  std::string bytes;
  heif_writer writer{1, append};
  EXPECT_EQ(heif_context_write(context, &writer, &bytes).code, heif_error_Ok);
  heif_image_handle_release(handle);
  heif_encoding_options_free(options);
  heif_image_release(pixels);
  heif_encoder_release(encoder);
  heif_context_free(context);
  return bytes;
}

TEST(DecodeHeif, APhonesPictureStandsUprightAndIsTurnedOnce) {
  const Image stored = corners();
  for (const auto format : {heif_compression_HEVC, heif_compression_AV1}) {
    for (int orientation = 1; orientation <= 8; ++orientation) {
      const std::string bytes = file_of(stored, {format, orientation, true});
      const Image expected = upright(stored, orientation);
      const auto header = read_header(as_bytes(bytes));
      ASSERT_TRUE(header) << header.error().text();
      EXPECT_EQ(name_of(header->format), format == heif_compression_AV1 ? "AVIF" : "HEIC");
      EXPECT_EQ(header->size, expected.size) << orientation;
      EXPECT_EQ(header->orientation, 1);
      const auto image = decode(as_bytes(bytes));
      ASSERT_TRUE(image) << image.error().text();
      ASSERT_EQ(image->size, expected.size) << orientation;
      EXPECT_LT(mean_difference(*image, expected), kMaxMeanDifference) << orientation;
    }
  }
}

TEST(DecodeHeif, CutAndDamagedFilesAreAnswered) {
  for (const auto format : {heif_compression_HEVC, heif_compression_AV1}) {
    const std::string whole = file_of(corners(), {format, 6, true});
    for (std::size_t cut = 0; cut < whole.size(); cut += 7) {
      EXPECT_FALSE(decode(as_bytes(std::string_view(whole).substr(0, cut)))) << cut;
      std::string damaged = whole;
      damaged[cut] = static_cast<char>(damaged[cut] ^ 0x55);
      const auto image = decode(as_bytes(damaged));
      if (!image) {
        EXPECT_FALSE(image.error().message.empty());
      }
    }
  }
}

TEST(DecodeHeif, SizesAreCheckedBeforePixelsAreAllocated) {
  std::string bytes = file_of(corners(), {});
  // Each property "ispe" holds the size of one stage: the coded picture, and the picture that is
  // cropped from it.
  std::size_t count = 0;
  for (std::size_t at = bytes.find("ispe"); at != std::string::npos; at = bytes.find("ispe", at + 1), ++count)
    bytes.replace(at + 8, 8, std::string("\0\0\xC3\x50\0\0\xC3\x50", 8));
  ASSERT_GT(count, 0U);
  EXPECT_FALSE(read_header(as_bytes(bytes)));
  const auto image = decode(as_bytes(bytes));
  ASSERT_FALSE(image);
  EXPECT_FALSE(image.error().message.empty());
}

TEST(DecodeHeif, WhatIsNoPictureOfTheFamilyIsNamed) {
  const std::string video(
      "\0\0\0\x18"
      "ftypmp42\0\0\0\0mp42isom",
      24);
  const auto image = decode(as_bytes(video));
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().fault, Fault::Unsupported);
  EXPECT_NE(image.error().message.find("video"), std::string::npos) << image.error().message;
  // A burst whose pictures are all in a track, so there is no primary picture.
  const std::string burst(
      "\0\0\0\x18"
      "ftyphevc\0\0\0\0hevcmsf1",
      24);
  const auto none = decode(as_bytes(burst));
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().message.find("HEIC"), std::string::npos) << none.error().message;
  EXPECT_NE(none.error().message.find("export it"), std::string::npos) << none.error().message;
}

TEST(DecodeHeif, ThePhonesPictureOfTheCaseIsReadWhateverItIsCalled) {
  for (const char* name : {"IMG_1.HEIC", "IMG_2.jpg"}) {
    const auto path = shared_data(std::string("cases/heic-named-jpg/cup/") + name);
    if (!path) GTEST_SKIP() << "SKIP: cases/heic-named-jpg is not there";
    const auto image = decode(*read_file(*path));
    ASSERT_TRUE(image) << image.error().text();
    EXPECT_EQ(image->size, (Size{64, 48}));
  }
}

}  // namespace
}  // namespace tinsmith::image
