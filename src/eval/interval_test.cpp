#include "eval/interval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "base/random.h"

namespace tinsmith::eval {
namespace {

// Published tables are rounded to four decimals.
constexpr double kTable = 5e-5;

TEST(Share, WilsonIntervalsAreThoseOfNewcombesTable) {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion: comparison of seven
  // methods", table I.
  const struct {
    std::int64_t hits, trials;
    double low, high;
  } rows[] = {
      {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0, 0.1611}, {1, 29, 0.0061, 0.1718}};
  for (const auto& row : rows) {
    const Estimate estimate = proportion(row.hits, row.trials);
    EXPECT_NEAR(estimate.interval.low, row.low, kTable) << row.hits;
    EXPECT_NEAR(estimate.interval.high, row.high, kTable) << row.hits;
    EXPECT_TRUE(estimate.interval.contains(estimate.value));
  }
}

TEST(Share, NothingAndEverythingEndExactlyAtNoughtAndOne) {
  EXPECT_EQ(proportion(0, 7).interval.low, 0);
  EXPECT_EQ(proportion(7, 7).interval.high, 1);
  EXPECT_NEAR(proportion(10, 10).interval.low, 0.7224672001371114, 1e-12);  // n / (n + z²)
}

TEST(Quantile, IsLinearBetweenNeighboursAsInNumpy) {
  const double values[] = {1, 2, 4, 8, 16};
  EXPECT_DOUBLE_EQ(quantile(values, 0.025), 1.1);
  EXPECT_DOUBLE_EQ(quantile(values, 0.5), 4);
  EXPECT_DOUBLE_EQ(quantile(values, 0.9), 12.8);
  EXPECT_DOUBLE_EQ(quantile(values, 1), 16);
}

TEST(Bootstrap, TheIntervalOfAMeanAgreesWithTheNormalApproximation) {
  constexpr std::int32_t kPictures = 400;
  const Statistic mean = [](std::span<const std::int32_t> drawn) {
    double sum = 0;
    for (const std::int32_t index : drawn) sum += index;
    return sum / static_cast<double>(drawn.size());
  };
  const Estimate estimate = estimated(kPictures, mean, {.seed = 3, .resamples = 4000});
  EXPECT_DOUBLE_EQ(estimate.value, 199.5);
  // The standard error of the mean of 0 … 399 is √((400² − 1) / 12) / √400; 4000 draws determine it
  // to a twenty-third.
  constexpr double kHalfWidth = 1.96 * 5.7735, kOpen = 4 * 5.7735 / 23;
  EXPECT_NEAR(estimate.interval.low, 199.5 - kHalfWidth, kOpen);
  EXPECT_NEAR(estimate.interval.high, 199.5 + kHalfWidth, kOpen);
}

TEST(Bootstrap, EqualSeedsGiveEqualIntervalsAndOthersDoNot) {
  const Statistic spread = [](std::span<const std::int32_t> drawn) {
    double sum = 0;
    for (const std::int32_t index : drawn) sum += std::sqrt(index);
    return sum;
  };
  EXPECT_EQ(bootstrapped(50, spread, {.seed = 1}), bootstrapped(50, spread, {.seed = 1}));
  EXPECT_NE(bootstrapped(50, spread, {.seed = 1}), bootstrapped(50, spread, {.seed = 2}));
}

TEST(Bootstrap, NumbersOfOneDrawAreWhatTheyAreEachByItself) {
  const auto mean = [](std::span<const std::int32_t> drawn) {
    double sum = 0;
    for (const std::int32_t index : drawn) sum += index;
    return sum / static_cast<double>(drawn.size());
  };
  // The second value exists only if picture 0 was drawn; the third never exists.
  const Statistics numbers = [&](std::span<const std::int32_t> drawn) -> std::vector<std::optional<double>> {
    const bool has_first = std::find(drawn.begin(), drawn.end(), 0) != drawn.end();
    return {mean(drawn), has_first ? std::optional(7.0) : std::nullopt, std::nullopt};
  };
  const auto estimates = all_estimated(30, numbers, {.seed = 5});
  ASSERT_EQ(estimates.size(), 3u);
  EXPECT_EQ(estimates[0], estimated(30, mean, {.seed = 5}));
  EXPECT_EQ(estimates[1], (Estimate{7, {7, 7}}));
  EXPECT_FALSE(estimates[2]);
}

// Interval of a fraction: `right` of the pictures are correct.
Estimate bootstrapped_fraction(std::int32_t right, std::int32_t pictures) {
  const Statistic fraction_of = [&](std::span<const std::int32_t> drawn) {
    double sum = 0;
    for (const std::int32_t index : drawn) sum += index < right ? 1 : 0;
    return sum / static_cast<double>(drawn.size());
  };
  return estimated(pictures, fraction_of, {.seed = 1, .resamples = 4000}, Scale::proportion(pictures));
}

TEST(Bootstrap, AtTheEndsASharesIntervalIsAboutThatOfPublishedMethods) {
  // Wilson's intervals from R's binom 1.1-1, binom.confint(x, n, methods = "wilson"), and for the first
  // four from Newcombe's table. The two kinds of interval differ by a few percentage points if there
  // are few pictures.
  constexpr double kNear = 0.035;
  const struct {
    std::int32_t right, pictures;
    double low, high;
  } rows[] = {{81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0, 0.1611},
              {1, 29, 0.0061, 0.1718},   {57, 57, 0.9369, 1},       {10, 10, 0.7225, 1},
              {0, 57, 0, 0.0631},        {299, 300, 0.9814, 0.9994}};
  for (const auto& row : rows) {
    const Estimate estimate = bootstrapped_fraction(row.right, row.pictures);
    EXPECT_NEAR(estimate.interval.low, row.low, kNear) << row.right << " of " << row.pictures;
    EXPECT_NEAR(estimate.interval.high, row.high, kNear) << row.right << " of " << row.pictures;
  }
  EXPECT_NEAR(bootstrapped_fraction(57, 57).interval.low, 0.937, 0.01);
}

TEST(Bootstrap, OnePictureSaysNextToNothing) {
  const Estimate right = bootstrapped_fraction(1, 1);
  EXPECT_EQ(right.interval.high, 1);
  EXPECT_LT(right.interval.low, 0.4);
  const Estimate wrong = bootstrapped_fraction(0, 1);
  EXPECT_EQ(wrong.interval.low, 0);
  EXPECT_GT(wrong.interval.high, 0.6);
}

TEST(Bootstrap, HoldsTheTrueShareAsOftenAsItPromises) {
  // 400 test sets of 40 pictures for a model that is correct in 97 of 100 cases: in many sets
  // all are correct.
  constexpr double kTrue = 0.97;
  constexpr std::int32_t kPictures = 40, kSets = 400;
  int held = 0;
  for (std::uint64_t set = 0; set < kSets; ++set) {
    Rng rng{set};
    std::int32_t right = 0;
    for (std::int32_t i = 0; i < kPictures; ++i) right += rng.chance(kTrue) ? 1 : 0;
    held += bootstrapped_fraction(right, kPictures).interval.contains(kTrue) ? 1 : 0;
  }
  // 95 % is expected; three standard errors of 400 trials are 3.3 percentage points.
  EXPECT_GE(held, static_cast<int>(0.917 * kSets));
}

TEST(TrialsOfAMean, AreThoseOfItsScarcestGroups) {
  const std::int64_t even[] = {50, 50}, scarce[] = {99, 1, 0};
  EXPECT_DOUBLE_EQ(trials_of_mean(even), 100);
  EXPECT_NEAR(trials_of_mean(scarce), 4 / (1.0 / 99 + 1), 1e-12);
  EXPECT_EQ(trials_of_mean({}), 0);
}

}  // namespace
}  // namespace tinsmith::eval
