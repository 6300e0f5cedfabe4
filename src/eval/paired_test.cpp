#include "eval/paired.h"

#include <gtest/gtest.h>

namespace tinsmith::eval {
namespace {

// Published values are rounded to three decimals.
constexpr double kPublishedRounding = 5e-4;

struct Answers {
  ClassAnswers first, second;
};

// Returns predictions of two models for two classes with the given numbers of cases in which both, one or
// neither is correct.
Answers answers(int both, int only_first, int only_second, int neither) {
  Answers made;
  made.first.classes = made.second.classes = 2;
  const auto add = [](ClassAnswers& model, bool right) {
    model.truths.push_back(0);
    model.probabilities.insert(model.probabilities.end(), {right ? 0.9f : 0.1f, right ? 0.1f : 0.9f});
  };
  const auto repeat = [&](int times, bool first_right, bool second_right) {
    for (int i = 0; i < times; ++i) {
      add(made.first, first_right);
      add(made.second, second_right);
    }
  };
  repeat(both, true, true);
  repeat(only_first, true, false);
  repeat(only_second, false, true);
  repeat(neither, false, false);
  return made;
}

TEST(Paired, TheIntervalIsNewcombesForPublishedTables) {
  const struct {
    int both, only_first, only_second, neither;
    double difference, low, high;  // first − second
  } rows[] = {
      {36, 12, 2, 0, 0.2, 0.0569, 0.3404},    // Newcombe 1998, method 10
      {1, 1, 7, 12, -0.286, -0.507, -0.026},  // Fagerland et al. 2014, the airway table of Bentur et al. 2009
      {14, 5, 0, 22, 0.122, 0.011, 0.226},    // Altman et al. 2000, "Statistics with confidence", table 6.2
  };
  for (const auto& row : rows) {
    const auto made = answers(row.both, row.only_first, row.only_second, row.neither);
    const auto result = compare(made.first, made.second);
    EXPECT_NEAR(result->difference.value, -row.difference, kPublishedRounding);
    EXPECT_NEAR(result->difference.interval.low, -row.high, kPublishedRounding);
    EXPECT_NEAR(result->difference.interval.high, -row.low, kPublishedRounding);
  }
}

TEST(Paired, AgreementOnEveryPictureStillLeavesRoomForADifferenceElsewhere) {
  const auto made = answers(100, 0, 0, 0);
  const auto result = compare(made.first, made.second);
  EXPECT_EQ(result->difference.value, 0);
  EXPECT_LT(result->difference.interval.low, -0.03);
  EXPECT_GT(result->difference.interval.high, 0.03);
  EXPECT_EQ(*result->p_value, 1);
}

TEST(Paired, McNemarsTestIsTheExactBinomialOne) {
  const auto p_value = [](int only_first, int only_second) {
    const auto made = answers(40, only_first, only_second, 3);
    return *compare(made.first, made.second)->p_value;
  };
  EXPECT_NEAR(p_value(1, 7), 0.0703125, 1e-12);  // 2 · (1 + 8) / 2⁸
  EXPECT_NEAR(p_value(5, 0), 0.0625, 1e-12);
  EXPECT_NEAR(p_value(6, 2), 0.2890625, 1e-12);
  EXPECT_NEAR(p_value(3, 3), 1, 1e-12);
  EXPECT_NEAR(p_value(121, 59), 4.434449263755176e-06, 1e-15);  // Python, exact integers
}

TEST(Paired, CentroidsOfOnePictureAreDrawnTogetherForBothModels) {
  // The second model misses one of the two objects in every picture, so the difference is the same
  // in every draw.
  const Centroid one{0, {0.2, 0.2}}, other{0, {0.8, 0.8}};
  const std::vector<PictureCentroids> first(9, {{one, other}, {one, other}}),
      second(9, {{one, other}, {one}});
  const auto result = compare(first, second, {12, 12});
  EXPECT_DOUBLE_EQ(result->difference.value, -1.0 / 3);
  EXPECT_DOUBLE_EQ(result->difference.interval.low, -1.0 / 3);
  EXPECT_DOUBLE_EQ(result->difference.interval.high, -1.0 / 3);
  EXPECT_EQ(result->only_first_right, 9);
  EXPECT_FALSE(result->p_value);
}

TEST(Paired, NoPicturesGiveNoDifference) {
  EXPECT_FALSE(compare(ClassAnswers{2, {}, {}}, ClassAnswers{2, {}, {}}));
  EXPECT_FALSE(compare(std::span<const PictureCentroids>{}, {}, {12, 12}));
}

}  // namespace
}  // namespace tinsmith::eval
