#include "jobs/remaining.h"

#include <gtest/gtest.h>

namespace tinsmith::jobs {
namespace {

TEST(RemainingTime, IsNotJudgedBeforeAnythingHasMovedForAWhile) {
  RemainingTime time;
  EXPECT_FALSE(time.seconds_left(0));
  time.see(0, 0);
  EXPECT_FALSE(time.seconds_left(10));
  time.see(0.1, 10);
  EXPECT_TRUE(time.seconds_left(10));
}

TEST(RemainingTime, OfSteadyWorkIsWhatIsLeftOfIt) {
  RemainingTime time;
  for (int second = 0; second <= 20; ++second) time.see(second / 100.0, second);
  EXPECT_NEAR(*time.seconds_left(20), 80, 0.01);
  EXPECT_NEAR(*time.seconds_left(25), 75, 0.01) << "it goes down while nothing is reported";
}

TEST(RemainingTime, OfResumedWorkCountsOnlyWhatWasDoneSince) {
  RemainingTime time;
  for (int second = 0; second <= 10; ++second) time.see(0.5 + second / 100.0, second);
  EXPECT_NEAR(*time.seconds_left(10), 40, 0.01);
}

TEST(RemainingTime, FollowsAChangeOfSpeedWithinAMinuteOrTwo) {
  RemainingTime time;
  double done = 0;
  for (int second = 0; second <= 60; ++second) time.see(done += 0.001, second);
  for (int second = 61; second <= 180; ++second) time.see(done += 0.002, second);
  EXPECT_NEAR(*time.seconds_left(180), (1 - done) / 0.002, 15);
}

TEST(RemainingTime, NeverIsLessThanNothing) {
  RemainingTime time;
  time.see(0, 0);
  time.see(0.9, 9);
  EXPECT_EQ(*time.seconds_left(1000), 0);
}

TEST(RemainingTime, BeginsAnewWhenTheWorkDoes) {
  RemainingTime time;
  time.see(0, 0);
  time.see(0.9, 9);
  time.see(0, 10);
  EXPECT_FALSE(time.seconds_left(11));
}

}  // namespace
}  // namespace tinsmith::jobs
