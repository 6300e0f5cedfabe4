#include "kernels/int8/fixed_point.h"

#include <bit>
#include <limits>

#include "kernels/int8/requantize.h"

namespace tinsmith::kernels {
namespace {

constexpr std::int32_t kOneQ0 = std::numeric_limits<std::int32_t>::max();

// Qa · Qb = Q(a + b). The only product that does not fit, (−2^31)², does not occur here.
std::int32_t multiply(std::int32_t a, std::int32_t b) {
  const std::int64_t product = std::int64_t{a} * b;
  const std::int64_t nudge = product >= 0 ? std::int64_t{1} << 30 : 1 - (std::int64_t{1} << 30);
  return static_cast<std::int32_t>((product + nudge) / (std::int64_t{1} << 31));
}

// Returns value · 2^exponent, saturated to int32. (gemmlowp's thresholds are symmetric, so
// −2^(31−exponent) saturates too.)
std::int32_t saturating_shift_left(std::int32_t value, int exponent) {
  const std::int32_t threshold = (std::int32_t{1} << (31 - exponent)) - 1;
  if (value > threshold) return std::numeric_limits<std::int32_t>::max();
  if (value < -threshold) return std::numeric_limits<std::int32_t>::min();
  return static_cast<std::int32_t>(std::int64_t{value} << exponent);
}

std::int32_t half_sum(std::int32_t a, std::int32_t b) {
  const std::int64_t sum = std::int64_t{a} + b;
  return static_cast<std::int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
}

// exp(x) for x in [−1/4, 0), all Q0: a Taylor expansion of degree 4 around −1/8.
std::int32_t exp_near_zero(std::int32_t x) {
  constexpr std::int32_t kExpOfMinusOneEighth = 1895147668, kOneThird = 715827883, kOneEighth = 1 << 28;
  const std::int32_t t = x + kOneEighth;
  const std::int32_t t2 = multiply(t, t), t3 = multiply(t2, t), t4 = multiply(t2, t2);
  const std::int32_t t4_over_4 = rounding_divide_by_power_of_two(t4, 2);
  const std::int32_t tail = rounding_divide_by_power_of_two(multiply(t4_over_4 + t3, kOneThird) + t2, 1);
  return kExpOfMinusOneEighth + multiply(kExpOfMinusOneEighth, t + tail);
}

// 2 / (1 + x) as Q2 for x in (0, 1) as Q0: three Newton steps from 48/17 − 32/17 · d.
std::int32_t two_over_one_plus(std::int32_t x) {
  constexpr std::int32_t k48Over17 = 1515870810, kMinus32Over17 = -1010580540, kOneQ2 = 1 << 29;
  const std::int32_t half_denominator = half_sum(x, kOneQ0);
  std::int32_t estimate = k48Over17 + multiply(half_denominator, kMinus32Over17);
  for (int i = 0; i < 3; ++i) {
    const std::int32_t rest = kOneQ2 - multiply(half_denominator, estimate);
    estimate += saturating_shift_left(multiply(estimate, rest), 2);  // Q4 → Q2
  }
  return estimate;
}

std::int32_t one_over_one_plus(std::int32_t x) {
  return saturating_shift_left(two_over_one_plus(x), 1);
}

}  // namespace

std::int32_t exp_of_negative(std::int32_t x, int integer_bits) {
  if (x == 0) return kOneQ0;
  const int fractional_bits = 31 - integer_bits;
  const std::int32_t quarter = std::int32_t{1} << (fractional_bits - 2);
  const std::int32_t near_zero = (x & (quarter - 1)) - quarter;  // x modulo 1/4, in [−1/4, 0)
  std::int32_t result = exp_near_zero(saturating_shift_left(near_zero, integer_bits));
  const std::int32_t remainder = near_zero - x;  // a multiple of 1/4: one factor per bit
  struct Factor {
    int log2;
    std::int32_t exp;  // exp(−2^log2) as Q0
  };
  constexpr Factor kFactors[] = {{-2, 1672461947}, {-1, 1302514674}, {0, 790015084}, {1, 290630308},
                                 {2, 39332535},    {3, 720401},      {4, 242}};
  for (const Factor& factor : kFactors)
    if (integer_bits > factor.log2 && (remainder & (std::int32_t{1} << (fractional_bits + factor.log2))) != 0)
      result = multiply(result, factor.exp);
  return result;
}

std::int32_t logistic_of(std::int32_t x, int integer_bits) {
  if (x == 0) return std::int32_t{1} << 30;
  const std::int32_t positive = one_over_one_plus(exp_of_negative(x > 0 ? -x : x, integer_bits));
  return x > 0 ? positive : kOneQ0 - positive;
}

Reciprocal reciprocal_of(std::int32_t value, int integer_bits) {
  const int headroom = std::countl_zero(static_cast<std::uint32_t>(value));
  const auto fraction =
      static_cast<std::int32_t>((static_cast<std::uint32_t>(value) << headroom) - (1u << 31));
  return {one_over_one_plus(fraction), integer_bits - headroom};
}

}  // namespace tinsmith::kernels
