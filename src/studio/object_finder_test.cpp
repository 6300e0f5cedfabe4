#include "studio/object_finder.h"

#include <gtest/gtest.h>

#include "image/draw.h"

namespace tinsmith::studio {
namespace {

constexpr image::Size kScene_px{320, 240};

image::Image plain_scene() {
  image::Image picture(kScene_px, 3);
  image::fill(picture, {200, 195, 185});
  return picture;
}

// A dark washer on a bright bench.
const scene::Box kWasher{180, 60, 90, 90};

image::Image scene_with_washer() {
  image::Image picture = plain_scene();
  const scene::Point centre = scene::centre_of(kWasher);
  image::fill_ellipse(picture, {{centre.x, centre.y}, 45, 45}, {70, 75, 90});
  image::fill_ellipse(picture, {{centre.x, centre.y}, 18, 18}, {200, 195, 185});
  return picture;
}

TEST(ObjectFinder, FindsWhatStandsApartFromItsSurroundings) {
  auto finder = ObjectFinder::make();
  ASSERT_TRUE(finder) << finder.error().text();
  const auto found = finder->find(scene_with_washer());
  ASSERT_FALSE(found.empty());
  EXPECT_GT(scene::iou(found[0].box, kWasher), 0.7);
  EXPECT_GT(found[0].score, 0.25);
}

TEST(ObjectFinder, IsNotSureOfAnythingInAnEmptyScene) {
  auto finder = ObjectFinder::make();
  ASSERT_TRUE(finder) << finder.error().text();
  for (const scene::Detection& one : finder->find(plain_scene())) EXPECT_LT(one.score, 0.25);
}

TEST(ObjectFinder, ReturnsDistinctBoxesByFallingScoreAndTheSameOnesAgain) {
  auto finder = ObjectFinder::make();
  ASSERT_TRUE(finder) << finder.error().text();
  image::Image picture = scene_with_washer();
  image::fill_rectangle(picture, {30, 100, 60, 110}, {150, 60, 40});
  const auto found = finder->find(picture);
  ASSERT_GE(found.size(), 2U);
  for (std::size_t i = 1; i < found.size(); ++i) {
    EXPECT_LE(found[i].score, found[i - 1].score);
    for (std::size_t k = 0; k < i; ++k) EXPECT_LE(scene::iou(found[i].box, found[k].box), 0.45);
  }
  EXPECT_EQ(finder->find(picture), found);
}

}  // namespace
}  // namespace tinsmith::studio
