#include "image/perceptual_hash.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.h"
#include "base/shared_data_for_test.h"
#include "image/decode.h"
#include "image/draw.h"
#include "image/encode.h"
#include "image/resize.h"

namespace tinsmith::image {
namespace {

Image still_life(double shift) {
  Image image({160, 120}, 3);
  fill(image, {200, 190, 170});
  fill_ellipse(image, {{50 + shift, 60}, 30, 25, 10}, {180, 30, 40});
  fill_rectangle(image, {100, 20 + shift, 40, 70}, {20, 60, 120});
  return image;
}

TEST(PerceptualHash, SurvivesResizingAndRecompression) {
  const Image image = still_life(0);
  const auto hash = perceptual_hash(image);
  EXPECT_LE(distance(hash, perceptual_hash(resized(image, {80, 60}, Filter::Area))), kNearDuplicateDistance);
  EXPECT_LE(distance(hash, perceptual_hash(*decode(*encode_jpeg(image, 30)))), kNearDuplicateDistance);
}

TEST(PerceptualHash, ToldApartAreAMirroredAndAMovedPicture) {
  const Image image = still_life(0);
  Image mirrored(image.size, 3);
  for (std::int32_t y = 0; y < image.size.height; ++y) {
    for (std::int32_t x = 0; x < image.size.width; ++x)
      std::copy_n(image.row(y) + x * 3, 3, mirrored.row(y) + (image.size.width - 1 - x) * 3);
  }
  EXPECT_GT(distance(perceptual_hash(image), perceptual_hash(mirrored)), kNearDuplicateDistance);
  EXPECT_GT(distance(perceptual_hash(image), perceptual_hash(still_life(15))), kNearDuplicateDistance);
}

TEST(PerceptualHash, AFlatPictureHasTheHashZero) {
  Image flat({17, 31}, 3);
  EXPECT_EQ(perceptual_hash(flat), 0U);
  fill(flat, {90, 120, 30});
  EXPECT_EQ(perceptual_hash(flat), 0U);
}

TEST(PerceptualHash, RealPhotosAreFarFromEachOtherAndNearTheirCopies) {
  const auto folder = shared_data("data/map_anchors/data/database/images");
  if (!folder) GTEST_SKIP() << "SKIP: data/map_anchors is not there";
  std::vector<PerceptualHash> photos;
  int lost_copies = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    const auto image = decode(*read_file(entry.path()), {64, 64});
    ASSERT_TRUE(image) << entry.path();
    photos.push_back(perceptual_hash(*image));
    const Image half = resized(*image, {image->size.width / 2, image->size.height / 2}, Filter::Area);
    const auto copy = decode(*encode_jpeg(half, 50));
    lost_copies += distance(photos.back(), perceptual_hash(*copy)) > kNearDuplicateDistance ? 1 : 0;
  }
  ASSERT_EQ(photos.size(), 100U);
  EXPECT_LE(lost_copies, 5);
  for (std::size_t i = 0; i < photos.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) EXPECT_GT(distance(photos[i], photos[j]), kNearDuplicateDistance);
  }
}

}  // namespace
}  // namespace tinsmith::image
