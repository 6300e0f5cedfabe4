#include "eval/interval.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace tinsmith::eval {
namespace {

// Published tables round to four places.
constexpr double kTable = 5e-5;

TEST(Share, WilsonIntervalsAreThoseOfNewcombesTable) {
  // Newcombe 1998, "Two-sided confidence intervals for the single proportion: comparison of seven methods",
  // table I.
  const struct {
    std::int64_t hits, trials;
    double low, high;
  } rows[] = {
      {81, 263, 0.2553, 0.3662}, {15, 148, 0.0624, 0.1605}, {0, 20, 0.0, 0.1611}, {1, 29, 0.0061, 0.1718}};
  for (const auto& row : rows) {
    const Estimate estimate = share(row.hits, row.trials);
    EXPECT_NEAR(estimate.interval.low, row.low, kTable) << row.hits;
    EXPECT_NEAR(estimate.interval.high, row.high, kTable) << row.hits;
    EXPECT_TRUE(estimate.interval.contains(estimate.value));
  }
}

TEST(Share, NothingAndEverythingEndExactlyAtNoughtAndOne) {
  EXPECT_EQ(share(0, 7).interval.low, 0);
  EXPECT_EQ(share(7, 7).interval.high, 1);
  EXPECT_NEAR(share(10, 10).interval.low, 0.7224672001371114, 1e-12);  // n / (n + z²)
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
  // The standard error of the mean of 0 … 399 is √((400² − 1) / 12) / √400; 4000 draws leave a twenty-third
  // of it open.
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
  // The second is there only when picture 0 is; the third never.
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

}  // namespace
}  // namespace tinsmith::eval
