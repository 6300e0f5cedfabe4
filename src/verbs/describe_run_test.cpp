#include "verbs/describe_run.h"

#include <gtest/gtest.h>

namespace tinsmith::verbs {
namespace {

constexpr heads::Grid kGrid{8, 8, 2};

// An object in the centre of a cell of kGrid.
eval::Centroid object(std::int32_t class_index, int column, int row) {
  return {class_index, {(column + 0.5) / kGrid.width, (row + 0.5) / kGrid.height}};
}

double separable_in(std::vector<eval::Centroid> objects) {
  const std::vector<eval::PictureCentroids> pictures{{std::move(objects), {}}};
  return separable_fraction(pictures, kGrid);
}

TEST(SeparableShare, IsWholeWhereEveryObjectStandsAlone) {
  EXPECT_EQ(separable_in({object(0, 0, 0), object(0, 2, 0), object(0, 7, 7)}), 1);
  EXPECT_EQ(separable_in({}), 1);
}

TEST(SeparableShare, LosesObjectsWhoseCellsTouchOrAreTheSame) {
  EXPECT_EQ(separable_in({object(0, 3, 3), object(0, 3, 3)}), 0.5) << "the same cell";
  EXPECT_EQ(separable_in({object(0, 3, 3), object(0, 4, 4)}), 0.5) << "cells that touch by a corner";
  EXPECT_EQ(separable_in({object(0, 3, 3), object(1, 4, 3)}), 1) << "another class stays apart";
}

}  // namespace
}  // namespace tinsmith::verbs
