#include "eval/box_curves.h"

#include <gtest/gtest.h>

#include <cmath>

#include "eval/boxes_in_row_for_test.h"

namespace tinsmith::eval {
namespace {

// Class 0 has three objects. Detections with 0.9 and 0.6 find one each; 0.8 and one of two with 0.6 are
// wrong. Class 1 has only one wrong detection.
PictureBoxes picture() {
  return {{{0, box_at(0)}, {0, box_at(1)}, {0, box_at(2)}},
          {{0, 0.6, box_at(1)},
           {0, 0.9, box_at(0)},
           {0, 0.8, box_at(8)},
           {0, 0.6, box_at(9)},
           {1, 0.4, box_at(2)}}};
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

TEST(Curves, AreThinnedToTheFirstPointAtEachRecall) {
  // A thousand objects, all found; after each there is a wrong detection with a lower score.
  std::vector<PictureBoxes> pictures;
  for (int i = 0; i < 1000; ++i)
    pictures.push_back(
        {{{0, box_at(0)}}, {{0, 0.9 - i * 1e-4, box_at(0)}, {0, 0.89995 - i * 1e-4, box_at(5)}}});
  const ClassCurve all = precision_recall_curves(pictures, 1)[0], few = thinned(all);
  EXPECT_EQ(all.points.size(), 2000u);
  ASSERT_EQ(few.points.size(), 101u);
  EXPECT_EQ(few.points[0].counts, (MatchCounts{10, 9, 990})) << "a hundredth of the objects";
  EXPECT_EQ(few.points[99].counts, (MatchCounts{1000, 999, 0}));
  EXPECT_EQ(few.points[100].counts, all.points.back().counts);
  EXPECT_EQ(few.best->threshold, all.best->threshold);
}

TEST(Curves, OfAFewObjectsKeepAPointForEachAndOfNoneNothing) {
  const PictureBoxes pictures[] = {picture()};
  const auto curves = precision_recall_curves(pictures, 3);
  EXPECT_EQ(thinned(curves[0]).points.size(), 2u) << "0.8 reached no recall that 0.9 had not";
  EXPECT_TRUE(thinned(curves[1]).points.empty());
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
  EXPECT_EQ(count_matches({{{0, {0, 0, 100, 10}, true, false}}, {{0, 0.9, box_at(0)}, {0, 0.8, box_at(1)}}}),
            MatchCounts{});
}

}  // namespace
}  // namespace tinsmith::eval
