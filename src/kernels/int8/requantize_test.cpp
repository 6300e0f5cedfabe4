#include "kernels/int8/requantize.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.h"

namespace tinsmith::kernels {
namespace {

constexpr std::int32_t kHalf = 1 << 30;  // as a 31-bit fraction

// The values of TensorFlow's quantization_util_test.
TEST(QuantizeMultiplier, GivesTheFractionsAndExponentsOfTensorFlow) {
  EXPECT_EQ(quantize_multiplier(0.0), (Multiplier{0, 0}));
  EXPECT_EQ(quantize_multiplier(0.25), (Multiplier{kHalf, -1}));
  EXPECT_EQ(quantize_multiplier(0.5), (Multiplier{kHalf, 0}));
  EXPECT_EQ(quantize_multiplier(1.0), (Multiplier{kHalf, 1}));
  EXPECT_EQ(quantize_multiplier(4.0), (Multiplier{kHalf, 3}));
}

TEST(QuantizeMultiplier, RoundsUpToTheNextPowerWhereTheFractionIsFull) {
  EXPECT_EQ(quantize_multiplier(1 - 0x1p-40), (Multiplier{kHalf, 1}));
}

TEST(QuantizeMultiplier, HoldsWhatIsTooSmallOrTooLargeAtTheEnds) {
  EXPECT_EQ(quantize_multiplier(0x1p-40), (Multiplier{0, 0}));
  EXPECT_EQ(quantize_multiplier(0x1p-32), (Multiplier{kHalf, -31}));
  EXPECT_EQ(quantize_multiplier(0x1p60), (Multiplier{(1u << 31) - 1, 31}));
}

TEST(RoundingDivide, RoundsTiesAwayFromZero) {
  for (std::int32_t exponent = 0; exponent <= 6; ++exponent)
    for (std::int32_t value = -200; value <= 200; ++value)
      EXPECT_EQ(rounding_divide_by_power_of_two(value, exponent),
                static_cast<std::int32_t>(std::round(std::ldexp(value, -exponent))))
          << value << " / 2^" << exponent;
}

TEST(RoundingHighMultiply, RoundsTiesUp) {
  EXPECT_EQ(rounding_doubling_high_multiply(1, kHalf), 1);    // 0.5
  EXPECT_EQ(rounding_doubling_high_multiply(-1, kHalf), 0);   // −0.5
  EXPECT_EQ(rounding_doubling_high_multiply(3, kHalf), 2);    // 1.5
  EXPECT_EQ(rounding_doubling_high_multiply(-3, kHalf), -1);  // −1.5
}

TEST(Scaled, OnceIsExactAndTwiceIsAtMostOneAway) {
  Rng rng(5);
  for (int i = 0; i < 20000; ++i) {
    const auto value = static_cast<std::int32_t>(rng.uniform(-0x1p24, 0x1p24));
    const Multiplier multiplier{static_cast<std::int32_t>(kHalf + rng.below(kHalf)),
                                static_cast<std::int32_t>(rng.below(28)) - 24};
    // 24 + 31 bits are more than a double holds, so this uses long double.
    const long double exact =
        std::ldexp(static_cast<long double>(value) * multiplier.fraction, multiplier.exponent - 31);
    EXPECT_EQ(scaled(value, multiplier, Rounding::Single),
              static_cast<std::int32_t>(std::floor(exact + 0.5L)));
    EXPECT_NEAR(static_cast<double>(scaled(value, multiplier, Rounding::Double)), static_cast<double>(exact),
                1.0);
  }
}

}  // namespace
}  // namespace tinsmith::kernels
