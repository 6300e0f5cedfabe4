#include "base/random.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

namespace tinsmith {
namespace {

TEST(Rng, SameKeysGiveSameNumbersAndOtherKeysOthers) {
  Rng one{7, 3}, same{7, 3}, other{7, 4}, swapped{3, 7};
  const auto first = one.next();
  EXPECT_EQ(first, same.next());
  EXPECT_NE(first, other.next());
  EXPECT_NE(first, swapped.next());
}

TEST(Rng, UniformAndNormalHaveTheirMoments) {
  Rng rng(1);
  constexpr int kDraws = 100000;
  constexpr double kTolerance = 0.02;  // over six standard errors of each of these means
  double uniform_sum = 0, normal_sum = 0, normal_squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double uniform = rng.uniform();
    ASSERT_GE(uniform, 0);
    ASSERT_LT(uniform, 1);
    uniform_sum += uniform;
    const double normal = rng.normal();
    normal_sum += normal;
    normal_squares += normal * normal;
  }
  EXPECT_NEAR(uniform_sum / kDraws, 0.5, kTolerance);
  EXPECT_NEAR(normal_sum / kDraws, 0, kTolerance);
  EXPECT_NEAR(normal_squares / kDraws, 1, kTolerance);
}

TEST(Rng, AShuffleKeepsEveryValue) {
  std::vector<int> values(100);
  std::iota(values.begin(), values.end(), 0);
  auto shuffled = values;
  Rng rng(5);
  rng.shuffle(std::span(shuffled));
  EXPECT_NE(shuffled, values);
  std::sort(shuffled.begin(), shuffled.end());
  EXPECT_EQ(shuffled, values);
}

}  // namespace
}  // namespace tinsmith
