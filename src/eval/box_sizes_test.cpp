#include "eval/box_sizes.h"

#include <gtest/gtest.h>

namespace tinsmith::eval {
namespace {

TEST(Sizes, ObjectsAreAsLargeAsTheNetworkSeesThem) {
  // 40 pixels in a picture that is resized to half: found. 8 pixels: not found.
  const scene::Box large{0, 0, 40, 40}, small{100, 100, 8, 8};
  PictureBoxes picture{{{0, large}, {0, small}}, {{0, 0.9, large}}};
  picture.input_area_scale = 0.25;
  const std::vector<PictureBoxes> pictures(3, picture);
  const auto slices = slices_by_size(pictures, 1);
  ASSERT_EQ(slices.size(), std::size(kInputSides_px) - 1);
  EXPECT_EQ(slices[0].objects, 3);
  EXPECT_EQ(slices[0].recall50, (Estimate{0, {0, 0}}));
  EXPECT_EQ(slices[1].objects, 0);
  EXPECT_FALSE(slices[1].map50);
  EXPECT_EQ(slices[2].least_side_px, 16);
  EXPECT_EQ(slices[2].objects, 3);
  EXPECT_EQ(slices[2].map50, (Estimate{1, {1, 1}}));
}

TEST(Sizes, WhatIsFoundCountsFromTheThresholdOn) {
  const scene::Box large{0, 0, 40, 40}, small{100, 100, 8, 8};
  PictureBoxes picture{{{0, large}, {0, small}}, {{0, 0.9, large}, {0, 0.2, small}}};
  picture.input_area_scale = 0.25;
  const std::vector<PictureBoxes> pictures(3, picture);
  const double sure[] = {0.5}, unsure[] = {0.1};
  EXPECT_EQ(found_by_size(pictures, sure), (std::vector<std::int64_t>{0, 0, 3, 0, 0, 0}));
  EXPECT_EQ(found_by_size(pictures, unsure), (std::vector<std::int64_t>{3, 0, 3, 0, 0, 0}));
}

TEST(Sizes, NoPicturesHaveSlicesWithoutFigures) {
  for (const SizeSlice& slice : slices_by_size({}, 1)) EXPECT_FALSE(slice.map50);
}

}  // namespace
}  // namespace tinsmith::eval
