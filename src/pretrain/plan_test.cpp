#include "pretrain/plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace tinsmith::pretrain {
namespace {

// Groups of these numbers of crops; only what plan.h reads is filled.
Corpus corpus_of(const std::vector<std::size_t>& counts) {
  Corpus corpus;
  for (const std::size_t count : counts) {
    corpus.groups.push_back({"", {}, {}});
    for (std::size_t i = 0; i < count; ++i) {
      corpus.groups.back().pictures.push_back(corpus.pictures.size());
      corpus.pictures.emplace_back();
    }
  }
  return corpus;
}

std::map<std::size_t, int> times_drawn(const std::vector<std::size_t>& order) {
  std::map<std::size_t, int> times;
  for (const std::size_t picture : order) ++times[picture];
  return times;
}

TEST(OrderOfPass, WithoutTemperingShowsEveryCropOnceInAnOrderOfItsOwn) {
  const Corpus corpus = corpus_of({30, 5, 200});
  PlanSettings settings;
  settings.tempering = 1;
  const auto first = order_of_pass(corpus, settings, 1), second = order_of_pass(corpus, settings, 2);
  EXPECT_EQ(first.size(), corpus.pictures.size());
  for (const auto& [picture, times] : times_drawn(first)) EXPECT_EQ(times, 1) << picture;
  EXPECT_EQ(times_drawn(first).size(), corpus.pictures.size());
  EXPECT_NE(first, second);
  EXPECT_EQ(first, order_of_pass(corpus, settings, 1));
  EXPECT_FALSE(std::is_sorted(first.begin(), first.end()));
}

TEST(OrderOfPass, DrawsGroupsByTheirTemperedCountsAndRepeatsNoCropBeforeItsGroupIsThrough) {
  const Corpus corpus = corpus_of({100, 900});
  PlanSettings settings;
  settings.tempering = 0.5;  // 10 : 30
  const auto order = order_of_pass(corpus, settings, 3);
  EXPECT_EQ(order.size(), 1000u);
  const auto of_first = std::count_if(order.begin(), order.end(), [](std::size_t i) { return i < 100; });
  EXPECT_EQ(of_first, 250);
  for (const auto& [picture, times] : times_drawn(order)) {
    if (picture >= 100) continue;
    EXPECT_TRUE(times == 2 || times == 3) << picture;
  }
}

TEST(OrderOfPass, DrawsASmallGroupAsOftenAsItIsDueInTheMean) {
  const Corpus corpus = corpus_of({1, 2, 997});
  PlanSettings settings;
  settings.tempering = 0.9;
  constexpr std::int32_t kPasses = 400;
  double drawn = 0, sizes = 0;
  for (std::int32_t pass = 1; pass <= kPasses; ++pass) {
    const auto order = order_of_pass(corpus, settings, pass);
    drawn += static_cast<double>(std::count(order.begin(), order.end(), 0u)) / kPasses;
    sizes += static_cast<double>(order.size()) / kPasses;
  }
  const double due = 1000 / (1 + std::pow(2, 0.9) + std::pow(997, 0.9));
  EXPECT_NEAR(drawn, due, 0.1);  // four standard deviations of the mean of 400 roundings
  EXPECT_NEAR(sizes, 1000, 1);
}

TEST(InputSizes, GrowDuringARun) {
  const PlanSettings settings;
  const auto mean_size = [&](double progress) {
    double sum = 0;
    for (std::int64_t batch = 0; batch < 1000; ++batch) {
      const std::int32_t size_px = input_size_of(settings, progress, 1, batch);
      const auto sizes = input_sizes_px(settings);
      EXPECT_NE(std::find(sizes.begin(), sizes.end(), size_px), sizes.end());
      sum += size_px / 1000.0;
    }
    return sum;
  };
  EXPECT_LT(mean_size(0.1), mean_size(0.6));
  EXPECT_LT(mean_size(0.6), mean_size(0.9));
  EXPECT_EQ(mean_size(0.95), mean_size(1.0));
}

}  // namespace
}  // namespace tinsmith::pretrain
