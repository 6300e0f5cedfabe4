#include "train/boxes/anchors.h"

#include <gtest/gtest.h>

#include "base/random.h"

namespace tinsmith::train {
namespace {

TEST(FittedAnchors, FindTheSizesThatTheBoxesHave) {
  Rng rng(1);
  std::vector<scene::Anchor> boxes;
  for (const scene::Anchor size : {scene::Anchor{10, 20}, {40, 40}, {100, 60}})
    for (int i = 0; i < 50; ++i)
      boxes.push_back({size.width * rng.uniform(0.9, 1.1), size.height * rng.uniform(0.9, 1.1)});
  const auto anchors = fitted_anchors(boxes, 3);
  ASSERT_EQ(anchors.size(), 3u);
  const double expected[3][2] = {{10, 20}, {40, 40}, {100, 60}};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(anchors[i].width, expected[i][0], 2);
    EXPECT_NEAR(anchors[i].height, expected[i][1], 2);
  }
}

TEST(FittedAnchors, AreNoneWhereThereAreTooFewBoxes) {
  EXPECT_TRUE(fitted_anchors(std::vector<scene::Anchor>{{10, 10}, {20, 20}}, 3).empty());
  EXPECT_TRUE(fitted_anchors(std::vector<scene::Anchor>{{0, 10}, {20, 0}, {0, 0}}, 3).empty());
}

TEST(MatchedShare, CountsBoxesThatSomeAnchorIsNearEnoughTo) {
  scene::BoxGrid grid;
  grid.levels = {{8, {{10, 10}}}};
  EXPECT_EQ(matched_fraction(std::vector<scene::Anchor>{{10, 10}, {39, 10}, {41, 10}, {2, 10}}, grid), 0.5);
}

}  // namespace
}  // namespace tinsmith::train
