#include "pretrain/probe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "base/random.h"

namespace tinsmith::pretrain {
namespace {

constexpr std::size_t kChannels = 20;

CropSet set_of(std::size_t pictures_per_class) {
  CropSet set{"test", {"a", "b", "c"}, {}, {}};
  for (std::size_t i = 0; i < 3 * pictures_per_class; ++i) {
    set.labels.push_back(static_cast<std::int32_t>(i % 3));
    set.pictures.emplace_back(image::Size{1, 1}, 3);
  }
  return set;
}

// Random features; those of class k are moved by `distance` along axis k.
std::vector<float> features_for(const CropSet& set, double distance) {
  std::vector<float> features;
  for (std::size_t i = 0; i < set.labels.size(); ++i) {
    Rng random{7, i};
    for (std::size_t c = 0; c < kChannels; ++c)
      features.push_back(static_cast<float>(
          random.normal() + (c == static_cast<std::size_t>(set.labels[i]) ? distance : 0) + 10));
  }
  return features;
}

TEST(DrawnDivision, LearnsFromTheSameNumberOfEachClassAndJudgesByTheRest) {
  const CropSet set = set_of(30);
  const auto division = drawn_division(set, 10, 1);
  ASSERT_TRUE(division);
  EXPECT_EQ(division->learned.size(), 30u);
  EXPECT_EQ(division->judged.size(), 60u);
  std::set<std::size_t> all(division->learned.begin(), division->learned.end());
  all.insert(division->judged.begin(), division->judged.end());
  EXPECT_EQ(all.size(), 90u);
  std::vector<int> counts(3);
  for (const std::size_t i : division->learned) ++counts[static_cast<std::size_t>(set.labels[i])];
  EXPECT_THAT(counts, testing::Each(10));
  EXPECT_EQ(drawn_division(set, 10, 1)->learned, division->learned);
  EXPECT_NE(drawn_division(set, 10, 2)->learned, division->learned);
}

TEST(DrawnDivision, RefusesASetWithNothingLeftToJudge) {
  const auto division = drawn_division(set_of(10), 10, 1);
  ASSERT_FALSE(division);
  EXPECT_THAT(division.error().text(), testing::HasSubstr("class a of test has 10 pictures"));
}

TEST(LinearAccuracy, IsHighForFeaturesThatTellTheClassesApartAndThatOfGuessingOtherwise) {
  ThreadPool pool(2);
  const CropSet set = set_of(200);
  const Division division = *drawn_division(set, 50, 1);
  EXPECT_GT(linear_accuracy(set, features_for(set, 6), division, pool), 0.99);
  // 450 guesses among three classes: 1/3 with a standard deviation of 2.2 points.
  EXPECT_NEAR(linear_accuracy(set, features_for(set, 0), division, pool), 1.0 / 3, 0.09);
  // The best rule for three unit normals at distance 2 from their common mean along axes of their own.
  const double partly = linear_accuracy(set, features_for(set, 2), division, pool);
  EXPECT_GT(partly, 0.75);
  EXPECT_LT(partly, 0.95);
}

TEST(LinearAccuracy, DoesNotChangeWhenFeaturesAreMovedOrScaledTogether) {
  ThreadPool pool(2);
  const CropSet set = set_of(60);
  const Division division = *drawn_division(set, 20, 1);
  std::vector<float> features = features_for(set, 1.5);
  const double accuracy = linear_accuracy(set, features, division, pool);
  for (float& value : features) value = 4 * value - 100;
  EXPECT_DOUBLE_EQ(linear_accuracy(set, features, division, pool), accuracy);
}

}  // namespace
}  // namespace tinsmith::pretrain
