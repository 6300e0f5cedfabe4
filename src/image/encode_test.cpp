#include "image/encode.h"

#include <gtest/gtest.h>

#include "image/decode.h"
#include "image/difference_for_test.h"
#include "image/draw.h"

namespace tinsmith::image {
namespace {

Image drawn(std::int32_t channels) {
  Image image({61, 43}, channels);
  fill(image, {200, 180, 40});
  fill_ellipse(image, {{30, 20}, 20, 10, 20}, {30, 60, 200});
  return image;
}

TEST(Encode, APngGivesTheSamePixelsBack) {
  const Image image = drawn(3);
  const auto bytes = encode_png(image);
  ASSERT_TRUE(bytes);
  EXPECT_EQ(read_header(*bytes)->format, Format::Png);
  EXPECT_EQ(*decode(*bytes), image);
}

TEST(Encode, AGreyPngGivesThreeEqualChannelsBack) {
  const Image grey = drawn(1);
  const auto image = decode(*encode_png(grey));
  ASSERT_TRUE(image);
  for (std::size_t i = 0; i < image->pixels.size(); ++i) ASSERT_EQ(image->pixels[i], grey.pixels[i / 3]);
}

TEST(Encode, AJpegLooksTheSameAndGrowsWithQuality) {
  const Image image = drawn(3);
  const auto small = encode_jpeg(image, 30), large = encode_jpeg(image, 95);
  ASSERT_TRUE(small && large);
  EXPECT_LT(small->size(), large->size());
  EXPECT_LT(mean_difference(*decode(*large), image), 2);   // almost lossless
  EXPECT_LT(mean_difference(*decode(*small), image), 12);  // visibly coarse, but the same picture
  EXPECT_EQ(read_header(*encode_jpeg(drawn(1)))->size, image.size);
}

TEST(Encode, NoPixelsAndTooLongSidesAreRefused) {
  EXPECT_EQ(encode_png(Image({0, 5}, 3)).error().fault, Fault::InvalidInput);
  EXPECT_EQ(encode_jpeg(Image({5, 0}, 3)).error().fault, Fault::InvalidInput);
  EXPECT_EQ(encode_jpeg(Image({65501, 1}, 1)).error().fault, Fault::InvalidInput);
}

}  // namespace
}  // namespace tinsmith::image
