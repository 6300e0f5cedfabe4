#include "image/resize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace tinsmith::image {
namespace {

Image noise(Size size, std::int32_t channels, std::uint64_t seed) {
  Image image(size, channels);
  Rng random(seed);
  for (auto& value : image.pixels) value = static_cast<std::uint8_t>(random.below(256));
  return image;
}

// Returns the mean of the source, taken as squares of constant colour, over [low_x, high_x) × [low_y,
// high_y). The edge is repeated without limit.
double mean_over(const Image& image, double low_x, double high_x, double low_y, double high_y,
                 std::int32_t channel) {
  double sum = 0;
  for (int y = static_cast<int>(std::floor(low_y)); y < high_y; ++y) {
    const double part_y = std::min(high_y, y + 1.0) - std::max(low_y, double(y));
    for (int x = static_cast<int>(std::floor(low_x)); x < high_x; ++x) {
      const double part_x = std::min(high_x, x + 1.0) - std::max(low_x, double(x));
      const auto* row = image.row(std::clamp(y, 0, image.size.height - 1));
      sum += part_x * part_y * row[std::clamp(x, 0, image.size.width - 1) * image.channels + channel];
    }
  }
  return sum / ((high_x - low_x) * (high_y - low_y));
}

// The definition in plain doubles; spans are in source pixels.
double reference_value(const Image& image, Size size, Filter filter, std::int32_t x, std::int32_t y,
                       std::int32_t channel) {
  const double step_x = double(image.size.width) / size.width,
               step_y = double(image.size.height) / size.height;
  const double span_x = filter == Filter::Area ? std::max(1.0, step_x) : 1;
  const double span_y = filter == Filter::Area ? std::max(1.0, step_y) : 1;
  const double centre_x = (x + 0.5) * step_x, centre_y = (y + 0.5) * step_y;
  return mean_over(image, centre_x - span_x / 2, centre_x + span_x / 2, centre_y - span_y / 2,
                   centre_y + span_y / 2, channel);
}

// Rounding to integers, and the rounding noise of the reference.
constexpr double kRounding = 0.5 + 1e-9;

class Resize : public testing::TestWithParam<std::tuple<Filter, Size, Size, int>> {};

TEST_P(Resize, IsTheAverageOverASpanInPlainDoubles) {
  const auto [filter, from, to, channels] = GetParam();
  const Image image = noise(from, channels, 7);
  const Image result = resized(image, to, filter);
  ASSERT_EQ(result.size, to);
  for (std::int32_t y = 0; y < to.height; ++y) {
    for (std::int32_t i = 0; i < to.width * channels; ++i)
      ASSERT_NEAR(result.row(y)[i], reference_value(image, to, filter, i / channels, y, i % channels),
                  kRounding)
          << "at " << i / channels << ", " << y;
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, Resize,
                         testing::Combine(testing::Values(Filter::Bilinear, Filter::Area),
                                          testing::Values(Size{37, 23}, Size{1, 1}, Size{96, 8}),
                                          testing::Values(Size{37, 23}, Size{10, 10}, Size{7, 50},
                                                          Size{1, 1}),
                                          testing::Values(1, 3)));

TEST(ResizeRules, NearestTakesTheFloorOfIndexTimesSourceOverTarget) {
  const Image image = noise({37, 23}, 3, 3);
  for (const Size to : {Size{10, 10}, Size{37, 23}, Size{80, 5}}) {
    const Image result = resized(image, to, Filter::Nearest);
    for (std::int32_t y = 0; y < to.height; ++y) {
      for (std::int32_t x = 0; x < to.width; ++x) {
        const auto* expected = image.row(y * 23 / to.height) + x * 37 / to.width * 3;
        ASSERT_TRUE(std::equal(expected, expected + 3, result.row(y) + x * 3)) << x << ", " << y;
      }
    }
  }
}

TEST(ResizeRules, TheSameSizeIsTheSamePictureForEveryFilter) {
  const Image image = noise({31, 17}, 3, 4);
  for (const Filter filter : {Filter::Nearest, Filter::Bilinear, Filter::Area})
    EXPECT_EQ(resized(image, image.size, filter), image);
}

TEST(ResizeRules, AWindowIsThePictureCutOutFirst) {
  const Image image = noise({31, 17}, 3, 5);
  Image cut({9, 6}, 3);
  for (std::int32_t y = 0; y < 6; ++y) std::copy_n(image.row(y + 4) + 11 * 3, 9 * 3, cut.row(y));
  EXPECT_EQ(resized(image, {11, 4, {9, 6}}, {5, 13}, Filter::Area), resized(cut, {5, 13}, Filter::Area));
}

TEST(ResizeRules, VeryLongSidesDoNotOverflow) {
  Image white({65535, 1}, 1);
  std::fill(white.pixels.begin(), white.pixels.end(), std::uint8_t{255});
  for (const Filter filter : {Filter::Bilinear, Filter::Area}) {
    const Image result = resized(white, {3, 2}, filter);
    EXPECT_TRUE(
        std::all_of(result.pixels.begin(), result.pixels.end(), [](int value) { return value == 255; }));
  }
}

TEST(Grey, WeighsAsBroadcastsDoAndKeepsTheEnds) {
  EXPECT_EQ(grey_of(255, 255, 255), 255);
  EXPECT_EQ(grey_of(0, 0, 0), 0);
  EXPECT_EQ(grey_of(255, 0, 0), 76);
  EXPECT_EQ(grey_of(0, 255, 0), 150);
  EXPECT_EQ(grey_of(0, 0, 255), 29);
  Image picture({1, 1}, 3);
  picture.pixels = {10, 20, 30};
  EXPECT_EQ(grey_of(picture).pixels, std::vector<std::uint8_t>{18});  // 2.99 + 11.74 + 3.42
}

}  // namespace
}  // namespace tinsmith::image
