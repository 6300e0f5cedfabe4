#include "quant/histogram.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace tinsmith::quant {
namespace {

// The bin width is 1/64 of a power of two.
constexpr float kBinTolerance = 1.0f / 64;

Histogram of(std::vector<float> values) {
  Histogram histogram;
  histogram.add(values);
  return histogram;
}

std::vector<float> normal_values(std::size_t count) {
  Rng rng(3);
  std::vector<float> values(count);
  for (float& value : values) value = static_cast<float>(rng.normal());
  return values;
}

TEST(Histogram, ItsRangeIsExactAndHoldsZero) {
  EXPECT_EQ(of({0.3f, 2.7f}).range(), (Range{0, 2.7f}));
  EXPECT_EQ(of({-0.3f, -2.7f}).range(), (Range{-2.7f, 0}));
  EXPECT_EQ(of({}).range(), (Range{0, 0}));
}

TEST(Histogram, EveryValueFallsIntoABinAroundIt) {
  for (const float value : {1.0f, -1.0f, 0.013f, 6.0f, -255.0f, 1e-6f, 3e9f}) {
    const auto bins = of({value}).bins();
    ASSERT_EQ(bins.size(), 1u);
    EXPECT_EQ(bins[0].count, 1u);
    EXPECT_LE(std::abs(bins[0].value - double{value}), bins[0].width / 2) << value;
    EXPECT_LE(bins[0].width, std::abs(value) * kBinTolerance) << value;
  }
}

TEST(Histogram, TinyAndHugeValuesHaveAPlaceToo) {
  const auto bins = of({0.0f, -0.0f, 1e-30f, -1e-30f, 3e38f, -3e38f}).bins();
  ASSERT_EQ(bins.size(), 3u);
  EXPECT_EQ(bins[1].count, 4u);
  EXPECT_EQ(bins[1].value, 0);
}

TEST(Histogram, BinsAreAscendingAndKeepTheCount) {
  const Histogram histogram = of(normal_values(5000));
  double last = -1e9;
  std::uint64_t count = 0;
  for (const auto& bin : histogram.bins()) {
    EXPECT_GT(bin.value, last);
    last = bin.value;
    count += bin.count;
  }
  EXPECT_EQ(count, 5000u);
}

TEST(Histogram, AddingTwoIsAddingAllValues) {
  Histogram left = of({1, -2, 0.5f});
  left.add(of({3, -4}));
  const Histogram all = of({1, -2, 0.5f, 3, -4});
  EXPECT_EQ(left.range(), all.range());
  EXPECT_EQ(left.count(), all.count());
  ASSERT_EQ(left.bins().size(), all.bins().size());
}

TEST(PercentileRange, LeavesOutTheShareThatItSays) {
  std::vector<float> values(10000);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i + 1) / 1000;
  EXPECT_NEAR(percentile_range(of(values), 0.99).maximum, 9.9f, 9.9f * kBinTolerance);
  EXPECT_EQ(percentile_range(of(values), 1.0), of(values).range());
}

TEST(PercentileRange, AHugeOutlierIsLeftOutAndTheRestKeepsItsResolution) {
  std::vector<float> values = normal_values(20000);
  values[77] = 1e9f;
  const Range range = percentile_range(of(values), 0.999);
  EXPECT_NEAR(range.maximum, 3.09f, 0.15f) << "the 99.9th percentile of a normal distribution";
  EXPECT_NEAR(range.minimum, -3.09f, 0.15f);
}

TEST(PercentileRange, StaysWithinWhatWasSeen) {
  const Histogram histogram = of(std::vector<float>(100, 6.0f));
  EXPECT_EQ(percentile_range(histogram, 0.999), (Range{0, 6}));
}

TEST(LeastErrorRange, ClipsTheTailOfABellAndNotAUniformRange) {
  const Histogram bell = of(normal_values(100000));
  const Range range = min_error_range(bell);
  EXPECT_LT(range.maximum, bell.range().maximum);
  EXPECT_GT(range.maximum, 3.0f);
  Rng rng(4);
  std::vector<float> values(50000);
  for (float& value : values) value = static_cast<float>(rng.uniform());
  EXPECT_NEAR(min_error_range(of(values)).maximum, 1.0f, 0.03f);
}

TEST(LeastErrorRange, IsNeverWorseThanMinMaxOrAPercentile) {
  for (const float outlier : {0.0f, 50.0f, 1e6f}) {
    std::vector<float> values = normal_values(20000);
    values[0] = outlier;
    const Histogram histogram = of(values);
    const auto bins = histogram.bins();
    const double least = squared_error(bins, min_error_range(histogram));
    EXPECT_LE(least, squared_error(bins, histogram.range()));
    EXPECT_LE(least, squared_error(bins, percentile_range(histogram, 0.999)) * 1.02);
  }
}

// Compares the estimate from bins with rounding every value.
TEST(SquaredError, IsWhatStoringTheValuesCosts) {
  const std::vector<float> values = normal_values(50000);
  for (const Range range : {Range{-4, 4}, Range{-2, 2}, Range{-1, 3}}) {
    const double step = (double{range.maximum} - double{range.minimum}) / 255;
    double sum = 0;
    for (const float value : values) {
      const double inside = std::clamp(double{value}, double{range.minimum}, double{range.maximum});
      const double error = double{value} - step * std::round(inside / step);
      sum += error * error;
    }
    const double truth = sum / static_cast<double>(values.size());
    EXPECT_NEAR(squared_error(of(values).bins(), range), truth, 0.1 * truth);
  }
}

}  // namespace
}  // namespace tinsmith::quant
