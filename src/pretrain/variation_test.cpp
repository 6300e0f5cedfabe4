#include "pretrain/variation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tinsmith::pretrain {
namespace {

constexpr image::Size kInput{64, 64};

// A picture whose red grows to the right and whose green grows downwards.
image::Image slopes() {
  image::Image picture({80, 100}, 3);
  for (std::int32_t y = 0; y < 100; ++y)
    for (std::int32_t x = 0; x < 80; ++x) {
      picture.row(y)[3 * x] = static_cast<std::uint8_t>(40 + 2 * x);
      picture.row(y)[3 * x + 1] = static_cast<std::uint8_t>(40 + y);
      picture.row(y)[3 * x + 2] = 90;
    }
  return picture;
}

TEST(DrawnCrop, ShowsAPartOfThePictureOfAtLeastThreeTenths) {
  bool is_any_mirrored = false, is_any_plain = false;
  for (std::uint64_t seed = 0; seed < 500; ++seed) {
    Rng random{seed};
    const loader::Affine move = drawn_crop(kInput, true, random).move;
    // The input's area in the picture is its own area divided by the transform's determinant.
    const double area = 1 / std::abs(move.xx * move.yy - move.xy * move.yx);
    EXPECT_GE(area, 0.299);
    EXPECT_LE(area, 1.001);
    (move.xx < 0 ? is_any_mirrored : is_any_plain) = true;
    const scene::Point middle = move.inverse()(kInput.width / 2.0, kInput.height / 2.0);
    EXPECT_TRUE(middle.x > 0 && middle.x < kInput.width && middle.y > 0 && middle.y < kInput.height);
  }
  EXPECT_TRUE(is_any_mirrored && is_any_plain);
}

TEST(DrawnCrop, IsNeverMirroredWhereThatChangesTheClass) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Rng random{seed};
    EXPECT_GT(drawn_crop(kInput, false, random).move.xx, 0);
  }
}

TEST(VariedCrop, DependsOnItsRandomStreamOnly) {
  const image::Image picture = slopes();
  EXPECT_EQ(varied_crop(picture, 48, true, Rng{3}), varied_crop(picture, 48, true, Rng{3}));
  EXPECT_NE(varied_crop(picture, 48, true, Rng{3}), varied_crop(picture, 48, true, Rng{4}));
  EXPECT_EQ(varied_crop(picture, 48, true, Rng{3}).size, (image::Size{48, 48}));
}

TEST(VariedCrop, IsSometimesGrey) {
  const image::Image picture = slopes();
  int grey = 0;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Rng random{seed};
    const auto matrix = drawn_crop(kInput, true, random).colour.matrix;
    grey += matrix[0] == matrix[1] && matrix[1] == matrix[2] ? 1 : 0;
  }
  EXPECT_GT(grey, 20);  // 45 are expected, with a standard deviation of 6
  EXPECT_LT(grey, 80);
}

TEST(Disturb, BlursOrAddsNoiseToSomeAndKeepsAFlatPictureFlatInTheMean) {
  image::Image flat(kInput, 3);
  std::fill(flat.pixels.begin(), flat.pixels.end(), std::uint8_t{100});
  int changed = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    image::Image picture = flat;
    Rng random{seed};
    disturb(picture, random);
    changed += picture == flat ? 0 : 1;
    double mean = 0;
    for (const std::uint8_t value : picture.pixels)
      mean += value / static_cast<double>(picture.pixels.size());
    EXPECT_NEAR(mean, 100,
                1);  // the noise is truncated towards zero, and its mean over 12,288 values is small
  }
  EXPECT_GT(changed, 10);  // noise only: a flat picture does not show a blur
  EXPECT_LT(changed, 60);
}

}  // namespace
}  // namespace tinsmith::pretrain
