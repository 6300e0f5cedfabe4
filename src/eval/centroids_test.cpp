#include "eval/centroids.h"

#include <gtest/gtest.h>

namespace tinsmith::eval {
namespace {

constexpr GridSize kGrid{12, 12};

Centroid at(double x, double y, scene::ClassIndex class_index = 0) {
  return {class_index, {x, y}};
}

TEST(UsualRule, SeveralFindsMayBeRightByTheSameTruth) {
  const PictureCentroids picture{{at(0.5, 0.5)}, {at(0.45, 0.5), at(0.55, 0.5), at(0.6, 0.6)}};
  EXPECT_EQ(match_usual(picture), (MatchCounts{3, 0, 0}));
  EXPECT_EQ(match_strict(picture, kGrid), (MatchCounts{1, 2, 0}));
}

TEST(UsualRule, AFifthOfThePictureIsStillNear) {
  EXPECT_EQ(match_usual({{at(0.25, 0.5)}, {at(0.4375, 0.5)}}), (MatchCounts{1, 0, 0}));
  EXPECT_EQ(match_usual({{at(0.0, 0.0)}, {at(0.2, 0.0)}}), (MatchCounts{1, 0, 0})) << "equal counts as near";
  EXPECT_EQ(match_usual({{at(0.0, 0.0)}, {at(0.16, 0.16)}}), (MatchCounts{0, 1, 1}))
      << "Euclidean, not by axis";
}

TEST(UsualRule, AFindGoesToTheNearestTruthAndLeavesTheOtherMissed) {
  const PictureCentroids picture{{at(0.3, 0.5), at(0.45, 0.5)}, {at(0.4, 0.5)}};
  EXPECT_EQ(match_usual(picture), (MatchCounts{1, 0, 1}));
}

TEST(UsualRule, AnotherClassIsNeverNear) {
  EXPECT_EQ(match_usual({{at(0.5, 0.5, 0)}, {at(0.5, 0.5, 1)}}), (MatchCounts{0, 1, 1}));
}

TEST(StrictRule, AsManyPairsAreMadeAsCanBe) {
  // The first find matches either object, the second only the first one: if the first find took its nearest
  // object, the second would stay unmatched.
  const double cell = 1.0 / 12;
  const PictureCentroids picture{{at(0.5, 0.5), at(0.5 + 0.9 * cell, 0.5)},
                                 {at(0.5 + 0.1 * cell, 0.5), at(0.5 - 0.9 * cell, 0.5)}};
  EXPECT_EQ(match_strict(picture, kGrid), (MatchCounts{2, 0, 0}));
}

TEST(StrictRule, ACellIsMeasuredAlongEachAxisByItsOwnGrid) {
  const PictureCentroids picture{{at(0.5, 0.5)}, {at(0.5 + 0.09, 0.5)}};
  EXPECT_EQ(match_strict(picture, {12, 12}), (MatchCounts{0, 1, 1}));
  EXPECT_EQ(match_strict(picture, {10, 24}), (MatchCounts{1, 0, 0}));
}

TEST(MatchCounts, SharesOfNothingAreOneOnlyWhenThereWasNothingAtAll) {
  EXPECT_DOUBLE_EQ(MatchCounts{}.precision(), 1);
  EXPECT_DOUBLE_EQ(MatchCounts{}.recall(), 1);
  EXPECT_DOUBLE_EQ(MatchCounts{}.f1(), 1);
  EXPECT_DOUBLE_EQ((MatchCounts{0, 0, 4}).precision(), 0);
  EXPECT_DOUBLE_EQ((MatchCounts{0, 0, 4}).f1(), 0);
  EXPECT_DOUBLE_EQ((MatchCounts{0, 2, 0}).recall(), 0);
  EXPECT_DOUBLE_EQ((MatchCounts{6, 2, 4}).f1(), 2 * 0.75 * 0.6 / (0.75 + 0.6));
}

TEST(CentroidScore, CountsOfAllPicturesAreSummedBeforeAnyShareIsTaken) {
  // Classes 0 and 1. Picture 1: one hit each, one false alarm of class 1. Picture 2: a miss of class 0.
  // Picture 3: empty.
  const PictureCentroids pictures[] = {
      {{at(0.2, 0.2, 0), at(0.8, 0.8, 1)}, {at(0.2, 0.21, 0), at(0.8, 0.82, 1), at(0.1, 0.9, 1)}},
      {{at(0.5, 0.5, 0)}, {}},
      {{}, {}}};
  const auto result = score(pictures, 2, kGrid);
  ASSERT_TRUE(result);
  EXPECT_EQ(result->pictures, 3);
  EXPECT_EQ(result->objects, 3);
  EXPECT_EQ(result->usual.counts, (MatchCounts{2, 1, 1}));
  EXPECT_DOUBLE_EQ(result->usual.f1.value, 2.0 / 3);
  EXPECT_TRUE(result->usual.f1.interval.contains(2.0 / 3));
  EXPECT_EQ(result->usual.confusion.at(2, 1), 1) << "background taken for class 1";
  EXPECT_EQ(result->usual.confusion.at(0, 2), 1) << "class 0 taken for background";
  EXPECT_EQ(result->usual.confusion.at(2, 2), 0);
  EXPECT_DOUBLE_EQ(result->usual.by_class[0].recall->value, 0.5);
  EXPECT_DOUBLE_EQ(result->usual.by_class[1].precision->value, 0.5);
}

TEST(CentroidScore, OnlyTheStrictConfusionShowsWhichClassWasTakenForWhich) {
  const PictureCentroids pictures[] = {{{at(0.5, 0.5, 0)}, {at(0.5, 0.51, 1)}}};
  const auto result = score(pictures, 2, kGrid);
  EXPECT_EQ(result->strict.confusion.at(0, 1), 1);
  EXPECT_EQ(result->strict.confusion.row_sum(2), 0);
  EXPECT_EQ(result->usual.confusion.at(0, 1), 0);
  EXPECT_EQ(result->usual.confusion.at(2, 1), 1);
  EXPECT_EQ(result->strict.counts, (MatchCounts{0, 1, 1}))
      << "the mix-up is a false alarm and a miss all the same";
}

TEST(CentroidScore, PerfectAnswersMayStillErrOnOthersAndNoPicturesHaveNoScore) {
  const std::vector<PictureCentroids> pictures(20, {{at(0.3, 0.3)}, {at(0.3, 0.3)}});
  const Estimate f1 = score(pictures, 1, kGrid)->strict.f1;
  EXPECT_EQ(f1.value, 1);
  EXPECT_EQ(f1.interval.high, 1);
  EXPECT_NEAR(f1.interval.low, 0.839, 0.02) << "20 of 20 by Wilson";
  EXPECT_FALSE(score({}, 1, kGrid));
}

TEST(CentroidScore, TheWorstPicturesHaveTheMostStrictFaults) {
  const PictureCentroids pictures[] = {
      {{at(0.5, 0.5)}, {at(0.5, 0.5)}}, {{at(0.5, 0.5)}, {}}, {{at(0.5, 0.5)}, {at(0.1, 0.1), at(0.9, 0.9)}}};
  EXPECT_EQ(worst_pictures(pictures, kGrid, 9), (std::vector<std::int32_t>{2, 1}));
  EXPECT_EQ(worst_pictures(pictures, kGrid, 1), (std::vector<std::int32_t>{2}));
}

TEST(CentroidOf, IsTheMiddleInPartsOfThePicture) {
  const Centroid centroid = centroid_of(3, {10, 20, 20, 10}, 40, 100);
  EXPECT_EQ(centroid.class_index, 3);
  EXPECT_EQ(centroid.at, (scene::Point{0.5, 0.25}));
}

}  // namespace
}  // namespace tinsmith::eval
