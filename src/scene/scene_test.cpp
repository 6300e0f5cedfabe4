#include "scene/scene.h"

#include <gtest/gtest.h>

namespace tinsmith::scene {
namespace {

TEST(Scene, IouIsIntersectionOverUnionAndZeroForEmptyBoxes) {
  EXPECT_DOUBLE_EQ(iou({0, 0, 10, 10}, {0, 0, 10, 10}), 1);
  EXPECT_DOUBLE_EQ(iou({0, 0, 10, 10}, {5, 0, 10, 10}), 50.0 / 150.0);
  EXPECT_DOUBLE_EQ(iou({0, 0, 10, 10}, {10, 0, 10, 10}), 0);
  EXPECT_DOUBLE_EQ(iou({3, 3, 0, 0}, {3, 3, 0, 0}), 0);
}

TEST(Scene, TheSharedAreaIsThatOfTheIntersection) {
  EXPECT_DOUBLE_EQ(shared_area({0, 0, 10, 10}, {5, 8, 10, 10}), 10);
  EXPECT_DOUBLE_EQ(shared_area({0, 0, 10, 10}, {-5, 10, 100, 10}), 0) << "they only touch";
  EXPECT_DOUBLE_EQ(shared_area({0, 0, 10, 10}, {20, 20, 5, 5}), 0);
}

TEST(Scene, ABoxIsClippedToItsPicture) {
  EXPECT_EQ(clipped({-5, 2, 20, 4}, 10, 5), (Box{0, 2, 10, 3}));
  EXPECT_EQ(clipped({50, 50, 5, 5}, 10, 10), (Box{10, 10, 0, 0}));
}

}  // namespace
}  // namespace tinsmith::scene
