#include "train/rounding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tinsmith::train {
namespace {

TEST(Rounded, IsWhatTheStandardLibrarySays) {
  for (int halves = -1000; halves <= 1000; ++halves) {
    const float value = static_cast<float>(halves) / 2;
    for (const float near : {value, std::nextafter(value, -1e6f), std::nextafter(value, 1e6f)})
      EXPECT_EQ(rounded(near), std::round(near)) << near;
  }
  EXPECT_EQ(rounded(4194303.5f), 4194304.0f);
  EXPECT_TRUE(std::isnan(rounded(std::numeric_limits<float>::quiet_NaN())));
}

}  // namespace
}  // namespace tinsmith::train
