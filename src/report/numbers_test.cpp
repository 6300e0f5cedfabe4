#include "report/numbers.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tinsmith::report {
namespace {

TEST(Numbers, SharesReadAsPercentAndDifferencesAsPoints) {
  EXPECT_EQ(percent(0.97116), "97.1\u202f%");
  EXPECT_EQ(percent_range({0.946, 1}), "94.6–100.0\u202f%");
  EXPECT_EQ(points(-0.0032), "−0.3 points");
  EXPECT_EQ(points(0.01), "+1.0 points");
  EXPECT_EQ(points(-0.0001), "0.0 points") << "what rounds to nothing has no sign";
  EXPECT_EQ(points_range({-0.011, 0.005}), "−1.1 to +0.5 points");
}

TEST(Numbers, WhatIsNotFiniteIsNotKnown) {
  for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    EXPECT_EQ(percent(value), "not known");
    EXPECT_EQ(points(value), "not known");
    EXPECT_EQ(decimal(value, 2), "not known");
    EXPECT_EQ(in_time(value), "not known");
    EXPECT_EQ(percent_range({0, value}), "not known");
    EXPECT_EQ(points_range({value, 0}), "not known");
  }
}

TEST(Numbers, CountsSizesAndTimesHaveTheUnitsPeopleThinkIn) {
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1234567), "1\u202f234\u202f567");
  EXPECT_EQ(in_bytes(1000), "1000 bytes");
  EXPECT_EQ(in_bytes(421'000), "411.1 KB");
  EXPECT_EQ(in_bytes(3'145'728), "3.00 MB");
  EXPECT_EQ(in_millions(5'868'288), "5.9 million");
  EXPECT_EQ(in_time(4.24), "4.2 s");
  EXPECT_EQ(in_time(200), "3 min 20 s");
  EXPECT_EQ(in_time(3900), "1 h 5 min");
  EXPECT_EQ(counted(1, "picture", "pictures"), "1 picture");
  EXPECT_EQ(counted(0, "picture", "pictures"), "0 pictures");
}

}  // namespace
}  // namespace tinsmith::report
