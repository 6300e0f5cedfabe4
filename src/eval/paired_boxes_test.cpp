#include "eval/paired_boxes.h"

#include <gtest/gtest.h>

#include "eval/boxes_in_row_for_test.h"
#include "eval/random_boxes_for_test.h"

namespace tinsmith::eval {
namespace {

// Returns pictures with two objects each; `counts` is the number of found objects per picture.
std::vector<PictureBoxes> found(const std::vector<int>& counts) {
  std::vector<PictureBoxes> pictures;
  for (const int count : counts) {
    PictureBoxes picture{{{0, box_at(0)}, {0, box_at(1)}}, {}};
    for (int i = 0; i < count; ++i) picture.detections.push_back({0, 0.9, box_at(i)});
    pictures.push_back(picture);
  }
  return pictures;
}

TEST(PairedBoxes, TheBetterDetectorIsNamedWithTheInterval) {
  const auto result = compare(found(std::vector<int>(20, 1)), found(std::vector<int>(20, 2)), 1);
  ASSERT_TRUE(result);
  EXPECT_DOUBLE_EQ(result->map50.first.value, 51.0 / 101);
  EXPECT_DOUBLE_EQ(result->map50.second.value, 1);
  EXPECT_DOUBLE_EQ(result->map50.difference.value, 50.0 / 101);
  EXPECT_DOUBLE_EQ(result->map50.difference.interval.low, 50.0 / 101) << "every picture differs by as much";
  EXPECT_TRUE(result->map50.is_second_better());
  EXPECT_FALSE(result->map50.is_first_better());
  EXPECT_EQ(result->won.size(), 20u);
  EXPECT_TRUE(result->lost.empty());
}

TEST(PairedBoxes, ADetectorIsNotBetterThanItself) {
  const auto pictures = random_boxes(4);
  const auto result = compare(pictures, pictures, kRandomClasses);
  EXPECT_EQ(result->map.difference, (Estimate{0, {0, 0}}));
  EXPECT_FALSE(result->map.is_second_better() || result->map.is_first_better());
  EXPECT_GT(result->map.first.interval.width(), 0) << "each by itself is uncertain all the same";
  EXPECT_TRUE(result->won.empty() && result->lost.empty());
}

TEST(PairedBoxes, OnePictureMoreOfTwentyShowsNothingYet) {
  std::vector<int> counts(20, 1);
  const auto first = found(counts);
  counts[7] = 2;
  const auto result = compare(first, found(counts), 1);
  EXPECT_GT(result->map50.difference.value, 0);
  EXPECT_FALSE(result->map50.is_second_better());
}

TEST(PairedBoxes, PicturesAreWonAndLostByTheirMistakesTheLargestDifferenceFirst) {
  const auto result = compare(found({1, 0, 2, 2, 1}), found({2, 2, 1, 2, 1}), 1);
  ASSERT_EQ(result->won.size(), 2u);
  EXPECT_EQ(result->won[0].picture, 1);
  EXPECT_EQ(result->won[0].first, 2);
  EXPECT_EQ(result->won[0].second, 0);
  EXPECT_EQ(result->won[1].picture, 0);
  ASSERT_EQ(result->lost.size(), 1u);
  EXPECT_EQ(result->lost[0].picture, 2);
}

TEST(PairedBoxes, NothingToFindGivesNoDifference) {
  const std::vector<PictureBoxes> empty(3);
  EXPECT_FALSE(compare(empty, empty, 1));
  EXPECT_FALSE(compare(std::span<const PictureBoxes>{}, std::span<const PictureBoxes>{}, 1));
}

}  // namespace
}  // namespace tinsmith::eval
