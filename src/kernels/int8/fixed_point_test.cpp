#include "kernels/int8/fixed_point.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tinsmith::kernels {
namespace {

// Tolerance: a Taylor expansion of degree 4 and a few roundings at 31 bits.
constexpr double kRounding = 1e-6;

double real(std::int32_t raw, int integer_bits) {
  return std::ldexp(raw, integer_bits - 31);
}
std::int32_t raw(double value, int integer_bits) {
  return static_cast<std::int32_t>(std::ldexp(value, 31 - integer_bits));
}

TEST(FixedPoint, ExpOfNegativeNumbers) {
  for (double x = 0; x > -15.9; x -= 0.0137)
    EXPECT_NEAR(real(exp_of_negative(raw(x, 5), 5), 0), std::exp(x), kRounding) << x;
}

TEST(FixedPoint, Logistic) {
  for (double x = -14.9; x < 14.9; x += 0.0213)
    EXPECT_NEAR(real(logistic_of(raw(x, 4), 4), 0), 1 / (1 + std::exp(-x)), kRounding) << x;
}

TEST(FixedPoint, Reciprocal) {
  for (double x = 1; x < 4000; x *= 1.007) {
    const std::int32_t stored = raw(x, 12);
    const Reciprocal reciprocal = reciprocal_of(stored, 12);
    EXPECT_NEAR(real(reciprocal.fraction, 0) / std::ldexp(1, reciprocal.exponent) * real(stored, 12), 1,
                kRounding)
        << x;
  }
}

}  // namespace
}  // namespace tinsmith::kernels
