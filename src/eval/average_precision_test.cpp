#include "eval/average_precision.h"

#include <gtest/gtest.h>

#include "eval/random_boxes_for_test.h"

namespace tinsmith::eval {
namespace {

// Tolerance for sums of a hundred doubles in a different order.
constexpr double kRounding = 1e-12;

constexpr AreaRange kAll[] = {{}};

JudgedDetection judged(double score, bool is_right, std::int32_t rank = 0) {
  return {score, 0, rank, static_cast<std::uint16_t>(is_right ? 1 : 0), 0};
}

TEST(AveragePrecision, IsTheMeanOverHundredAndOneRecalls) {
  // Correct, wrong, correct, with two objects: precision 1 up to recall 0.5, then 2/3.
  const ClassMatches matches{{judged(0.9, true), judged(0.8, false), judged(0.7, true)}, {{0, 2}}};
  const auto averages = Accumulator().of_class(matches, std::vector{1});
  ASSERT_TRUE(averages);
  EXPECT_DOUBLE_EQ(averages->precision[0], (51 + 50 * 2.0 / 3) / 101);
  EXPECT_EQ(averages->precision[1], 0);
}

TEST(AveragePrecision, ARecallThatIsNeverReachedCountsAsNought) {
  const ClassMatches matches{{judged(0.9, true)}, {{0, 4}}};
  EXPECT_DOUBLE_EQ(Accumulator().of_class(matches, std::vector{1})->precision[0], 26.0 / 101);
}

TEST(AveragePrecision, RecallLooksOnlyAtTheSurestOfEachPicture) {
  const ClassMatches matches{{judged(0.9, false, 0), judged(0.8, true, 1), judged(0.7, true, 10)}, {{0, 4}}};
  const auto averages = Accumulator().of_class(matches, std::vector{1});
  EXPECT_EQ(averages->recall[0][0], 0);
  EXPECT_EQ(averages->recall[1][0], 0.25);
  EXPECT_EQ(averages->recall[2][0], 0.5);
}

TEST(AveragePrecision, IsAbsentWithoutAnObjectAndNoughtWithoutADetection) {
  Accumulator accumulator;
  EXPECT_FALSE(accumulator.of_class({{judged(0.9, false)}, {}}, std::vector{1}));
  EXPECT_FALSE(accumulator.of_class({{}, {{0, 3}}}, std::vector{0})) << "its picture was not drawn";
  EXPECT_EQ(accumulator.of_class({{}, {{0, 3}}}, std::vector{1})->precision[0], 0);
}

TEST(AveragePrecision, ADrawGivesWhatASetWithThosePicturesWould) {
  const auto pictures = random_boxes(2);
  const BoxMatches matches = match_boxes(pictures, kRandomClasses, kAll);
  const std::vector<std::int32_t> drawn{0, 3, 3, 3, 7, 8, 8, 20, 21, 23};
  std::vector<PictureBoxes> set;
  for (const std::int32_t picture : drawn) set.push_back(pictures[static_cast<std::size_t>(picture)]);
  Accumulator accumulator;
  const auto of_draw = accumulator.over_classes(matches, 0, times_drawn(matches.pictures, drawn));
  const auto of_set = accumulator.over_classes(match_boxes(set, kRandomClasses, kAll), 0,
                                               std::vector<std::int32_t>(set.size(), 1));
  for (std::size_t t = 0; t < kIouThresholds; ++t) {
    EXPECT_NEAR(of_draw->precision[t], of_set->precision[t], kRounding);
    for (std::size_t limit = 0; limit < kDetectionLimits.size(); ++limit)
      EXPECT_NEAR(of_draw->recall[limit][t], of_set->recall[limit][t], kRounding);
  }
}

TEST(AveragePrecision, TheMeanIsOverTheClassesThatHaveObjects) {
  const PictureBoxes pictures[] = {{{{0, {0, 0, 10, 10}}, {2, {50, 0, 10, 10}}}, {{0, 0.9, {0, 0, 10, 10}}}}};
  EXPECT_EQ(map50_of(pictures, 3), 0.5);
  EXPECT_FALSE(map50_of({}, 3));
}

}  // namespace
}  // namespace tinsmith::eval
