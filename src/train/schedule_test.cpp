#include "train/schedule.h"

#include <gtest/gtest.h>

#include "train/average.h"

namespace tinsmith::train {
namespace {

TEST(Schedule, WarmsUpAlongALineThenFollowsItsCurve) {
  const ScheduleSettings cosine{.kind = ScheduleKind::Cosine, .warm_up = 0.1, .final_factor = 0.01};
  EXPECT_DOUBLE_EQ(rate_factor(cosine, 0), 0);
  EXPECT_DOUBLE_EQ(rate_factor(cosine, 0.05), 0.5);
  EXPECT_DOUBLE_EQ(rate_factor(cosine, 0.1), 1);
  EXPECT_NEAR(rate_factor(cosine, 0.55), 0.505, 1e-12);
  EXPECT_NEAR(rate_factor(cosine, 1), 0.01, 1e-12);
  const ScheduleSettings linear{.kind = ScheduleKind::Linear, .warm_up = 0, .final_factor = 0};
  EXPECT_DOUBLE_EQ(rate_factor(linear, 0.25), 0.75);
  const ScheduleSettings step{.kind = ScheduleKind::Step, .warm_up = 0};
  EXPECT_DOUBLE_EQ(rate_factor(step, 0.59), 1);
  EXPECT_NEAR(rate_factor(step, 0.6), 0.1, 1e-12);
  EXPECT_NEAR(rate_factor(step, 0.9), 0.01, 1e-12);
}

TEST(Schedule, NamesGoBothWaysAndAnUnknownOneIsNamed) {
  for (const auto* name : {"constant", "cosine", "linear", "step"})
    EXPECT_EQ(name_of(*schedule_from_name(name)), name);
  EXPECT_EQ(schedule_from_name("zigzag").error().fault, Fault::Usage);
}

TEST(EarlyStop, StopsOnAPlateauOfTheMetric) {
  EarlyStop stop({.patience_epochs = 3});
  EXPECT_FALSE(stop.after_epoch(1.0, 0.0));
  EXPECT_FALSE(stop.after_epoch(1.0, 0.5));
  EXPECT_FALSE(stop.after_epoch(1.0, 0.5));
  EXPECT_FALSE(stop.after_epoch(1.0, 0.4));
  EXPECT_EQ(stop.after_epoch(1.0, 0.5).value_or(""), "the validation metric has not improved for 3 epochs");
}

TEST(EarlyStop, StopsWhenTheLossHasBeenStableForAllTheEpochsAsked) {
  EarlyStop stop({.stable_epochs = 3});
  for (const double loss : {2.0, 1.0, 0.50, 0.49, 0.51}) EXPECT_FALSE(stop.after_epoch(loss, 0.1)) << loss;
  EXPECT_TRUE(stop.after_epoch(0.48, 0.1));
}

TEST(MovingAverage, FollowsQuicklyAtFirstAndSlowlyLater) {
  MovingAverage average(0.99);
  average.update(std::vector<float>{0});
  average.update(std::vector<float>{1});
  EXPECT_NEAR(average.values()[0], 1 - 2.0 / 11, 1e-6);
  for (int i = 0; i < 2000; ++i) average.update(std::vector<float>{1});
  const float before = average.values()[0];
  average.update(std::vector<float>{0});
  EXPECT_NEAR(average.values()[0], 0.99 * before, 1e-6);
}

}  // namespace
}  // namespace tinsmith::train
