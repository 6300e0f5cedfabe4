#include "image/draw.h"

#include <gtest/gtest.h>

#include <numbers>
#include <numeric>

namespace tinsmith::image {
namespace {

constexpr Colour kWhite{255, 255, 255};

// Returns the covered area in pixels, for white on black.
double area_of(const Image& image) {
  return std::accumulate(image.pixels.begin(), image.pixels.end(), 0.0) / 255 / image.channels;
}

// Sixteen lines per row and the rounding of a colour give an error of a few thousandths of
// the outline's length.
constexpr double kAreaTolerance = 0.005;

TEST(Draw, ARectangleWithWholeCornersIsCrisp) {
  Image image({10, 8}, 3);
  fill_rectangle(image, {2, 3, 4, 2}, {1, 2, 3});
  for (std::int32_t y = 0; y < 8; ++y) {
    for (std::int32_t x = 0; x < 10; ++x) {
      const bool is_inside = x >= 2 && x < 6 && y >= 3 && y < 5;
      EXPECT_EQ(image.row(y)[x * 3 + 2], is_inside ? 3 : 0) << x << ", " << y;
    }
  }
}

TEST(Draw, APartlyCoveredPixelIsPartlyColoured) {
  Image image({4, 4}, 1);
  fill_rectangle(image, {1.25, 1.5, 1, 1}, kWhite);
  EXPECT_NEAR(image.row(1)[1], 255 * 0.75 * 0.5, 1);
  EXPECT_NEAR(image.row(2)[2], 255 * 0.25 * 0.5, 1);
  EXPECT_EQ(image.row(0)[1], 0);
}

TEST(Draw, ShapesCoverTheirArea) {
  const auto covered = [](auto&& draw) {
    Image image({100, 100}, 1);
    draw(image);
    return area_of(image);
  };
  const double ellipse = std::numbers::pi * 30 * 20;
  EXPECT_NEAR(covered([](Image& i) {
                fill_ellipse(i, {{50, 50}, 30, 20, 33}, kWhite);
              }),
              ellipse, ellipse * kAreaTolerance);
  const double ring = std::numbers::pi * (22 * 22 - 18 * 18);
  EXPECT_NEAR(covered([](Image& i) {
                outline_ellipse(i, {{50, 50}, 20, 20}, 4, kWhite);
              }),
              ring, ring * kAreaTolerance);
  EXPECT_NEAR(covered([](Image& i) {
                outline_rectangle(i, {20, 30, 40, 10}, 2, kWhite);
              }),
              42 * 12 - 38 * 8, 1e-9);
  const Point triangle[] = {{10, 10}, {90, 20}, {30, 80}};
  EXPECT_NEAR(covered([&](Image& i) { fill_polygon(i, triangle, kWhite); }), 2700, 2700 * kAreaTolerance);
  EXPECT_NEAR(covered([](Image& i) {
                draw_line(i, {10, 10}, {40, 50}, 3, kWhite);
              }),
              150, 150 * kAreaTolerance);
}

TEST(Draw, AlphaBlendsAndGreyTakesTheBrightness) {
  Image image({1, 1}, 3);
  image.pixels = {100, 100, 100};
  fill(image, {200, 0, 100, 128});
  EXPECT_EQ(image.pixels, (std::vector<std::uint8_t>{150, 50, 100}));
  Image grey({1, 1}, 1);
  fill(grey, {255, 0, 0});
  EXPECT_EQ(grey.pixels[0], 76);
}

TEST(Draw, WhatLiesOutsideIsCutAway) {
  Image image({10, 10}, 3);
  fill_rectangle(image, {-1e9, -1e9, 2e9, 2e9}, kWhite);
  EXPECT_DOUBLE_EQ(area_of(image), 100);
  Image untouched({10, 10}, 3);
  fill_ellipse(untouched, {{-50, 5}, 20, 20}, kWhite);
  draw_line(untouched, {20, 20}, {30, 40}, 3, kWhite);
  fill_rectangle(untouched, {std::numeric_limits<double>::quiet_NaN(), 0, 5, 5}, kWhite);
  EXPECT_DOUBLE_EQ(area_of(untouched), 0);
}

TEST(Draw, APatchIsPastedAsFarAsItFits) {
  Image image({4, 3}, 1), patch({2, 2}, 1);
  patch.pixels = {1, 2, 3, 4};
  paste(image, patch, -1, -1);
  paste(image, patch, 3, 2);
  paste(image, patch, 9, 9);
  EXPECT_EQ(image.pixels, (std::vector<std::uint8_t>{4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}));
}

}  // namespace
}  // namespace tinsmith::image
