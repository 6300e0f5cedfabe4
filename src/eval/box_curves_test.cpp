#include "eval/box_curves.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tinsmith::eval {
namespace {

scene::Box place(int index) {
  return {20.0 * index, 0, 10, 10};
}

// Class 0: three objects. Found with 0.9 and 0.6; 0.8 and one of two 0.6 hit nothing. Class 1: a stray only.
PictureBoxes picture() {
  return {
      {{0, place(0)}, {0, place(1)}, {0, place(2)}},
      {{0, 0.6, place(1)}, {0, 0.9, place(0)}, {0, 0.8, place(8)}, {0, 0.6, place(9)}, {1, 0.4, place(2)}}};
}

TEST(Curves, HaveAPointForEachScoreWithItsCounts) {
  const PictureBoxes pictures[] = {picture()};
  const auto curves = precision_recall_curves(pictures, 2);
  EXPECT_EQ(curves[0].objects, 3);
  ASSERT_EQ(curves[0].points.size(), 3u);
  EXPECT_EQ(curves[0].points[0].counts, (MatchCounts{1, 0, 2}));
  EXPECT_EQ(curves[0].points[1].counts, (MatchCounts{1, 1, 2}));
  EXPECT_EQ(curves[0].points[2].counts, (MatchCounts{2, 2, 1})) << "both with 0.6";
  EXPECT_EQ(curves[0].points[2].threshold, 0.6);
}

TEST(Curves, TheBestThresholdHasTheGreatestF1) {
  const PictureBoxes pictures[] = {picture()};
  const auto thresholds = best_thresholds(pictures, 2);
  EXPECT_EQ(thresholds[0], 0.6) << "F1 4/7 over 1/2 at 0.9";
  EXPECT_TRUE(std::isinf(thresholds[1])) << "nothing of this class is ever right";
}

TEST(Curves, APictureAtItsThresholdsKeepsWhatReachesThem) {
  const PictureBoxes kept = at_thresholds(picture(), std::vector<double>{0.8, INFINITY});
  ASSERT_EQ(kept.detections.size(), 2u);
  EXPECT_EQ(count_matches(kept), (MatchCounts{1, 1, 2}));
  EXPECT_EQ(count_matches(picture()), (MatchCounts{2, 3, 1}));
}

TEST(Curves, CrowdsAndWhatIsFoundInThemCountForNothing) {
  EXPECT_EQ(count_matches({{{0, {0, 0, 100, 10}, true, false}}, {{0, 0.9, place(0)}, {0, 0.8, place(1)}}}),
            MatchCounts{});
}

}  // namespace
}  // namespace tinsmith::eval
