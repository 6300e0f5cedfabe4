#include "eval/box_sizes.h"

#include <gtest/gtest.h>

namespace tinsmith::eval {
namespace {

TEST(Sizes, ObjectsAreAsLargeAsTheNetworkSeesThem) {
  // The picture is resized to half. The object of 40 pixels is found, that of 8 pixels is not.
  const scene::Box large{0, 0, 40, 40}, small{100, 100, 8, 8};
  PictureBoxes picture{{{0, large}, {0, small}}, {{0, 0.9, large}}};
  picture.input_area_scale = 0.25;
  const std::vector<PictureBoxes> pictures(3, picture);
  const auto slices = slices_by_size(pictures, 1);
  ASSERT_EQ(slices.size(), std::size(kInputSides_px) - 1);
  EXPECT_EQ(slices[0].objects, 3);
  EXPECT_EQ(slices[0].recall50->value, 0);
  EXPECT_EQ(slices[0].recall50->interval.low, 0);
  EXPECT_GT(slices[0].recall50->interval.high, 0.3) << "three pictures say little";
  EXPECT_EQ(slices[1].objects, 0);
  EXPECT_FALSE(slices[1].map50);
  EXPECT_EQ(slices[2].min_side_px, 16);
  EXPECT_EQ(slices[2].objects, 3);
  EXPECT_EQ(slices[2].map50->value, 1);
  EXPECT_EQ(slices[2].map50->interval.high, 1);
  EXPECT_LT(slices[2].map50->interval.low, 0.7);
}

TEST(Sizes, EveryObjectIsOfOneSlice) {
  const scene::Box eight{0, 0, 8, 8}, nearly{20, 0, 7.99, 8}, huge{0, 50, 1e6, 1e6};
  const PictureBoxes picture{{{0, eight}, {0, nearly}, {0, huge}}, {}, {}};
  EXPECT_EQ(slice_of(picture, 0), 1u) << "where one slice ends the next begins";
  EXPECT_EQ(slice_of(picture, 1), 0u);
  EXPECT_EQ(slice_of(picture, 2), std::size(kInputSides_px) - 2) << "nothing is beyond the last";
  const auto slices = slices_by_size({&picture, 1}, 1);
  EXPECT_EQ(slices[0].objects, 1);
  EXPECT_EQ(slices[1].objects, 1);
}

TEST(Sizes, NoPicturesHaveSlicesWithoutFigures) {
  for (const SizeSlice& slice : slices_by_size({}, 1)) EXPECT_FALSE(slice.map50);
}

}  // namespace
}  // namespace tinsmith::eval
