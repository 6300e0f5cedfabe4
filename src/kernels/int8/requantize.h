// kernels/int8/requantize.h — multiplication of an integer by a real number below 2^31, in integers only.
//
// real = fraction / 2^31 · 2^exponent, with fraction in [2^30, 2^31) or 0. Sources: the TensorFlow Lite 8-bit
// quantization specification; gemmlowp's fixedpoint.h; tflite-micro's quantization_util and common
// (MultiplyByQuantizedMultiplier).
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/int8/rounding.h"

namespace tinsmith::kernels {

struct Multiplier {
  std::int32_t fraction = 0;
  std::int32_t exponent = 0;  // positive: left shift; negative: right shift; −31 … 31
  friend bool operator==(const Multiplier&, const Multiplier&) = default;
};

// Returns the nearest Multiplier of a finite real ≥ 0. Below 2^-32 it is 0, from 2^31 on the largest one.
// (Rounding::Single allows no exponent above 30; the callers check this.) A negative or non-finite real is a
// bug of the caller (CHECK).
Multiplier quantize_multiplier(double real);

// Returns the high half of 2 · a · b, rounded to nearest, ties upwards. Equals gemmlowp's
// SaturatingRoundingDoublingHighMul for b ≥ 0.
inline std::int32_t rounding_doubling_high_multiply(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 30)) >> 31);
}

// Returns value / 2^exponent, rounded to nearest, ties away from zero; exponent in 0 … 31. Equals
// gemmlowp's RoundingDivideByPOT.
inline std::int32_t rounding_divide_by_power_of_two(std::int32_t value, std::int32_t exponent) {
  const auto mask = static_cast<std::int32_t>((std::int64_t{1} << exponent) - 1);
  const std::int32_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);
  return (value >> exponent) + ((value & mask) > threshold ? 1 : 0);
}

// Returns value · multiplier. |value| · 2^max(exponent, 0) must be below 2^31; the code that prepares an
// operator checks this.
inline std::int32_t scaled(std::int32_t value, Multiplier multiplier, Rounding rounding) {
  if (rounding == Rounding::Single) {
    const std::int32_t shift = 31 - multiplier.exponent;
    return static_cast<std::int32_t>(
        (std::int64_t{value} * multiplier.fraction + (std::int64_t{1} << (shift - 1))) >> shift);
  }
  const auto shifted = static_cast<std::int32_t>(std::int64_t{value} << std::max(multiplier.exponent, 0));
  return rounding_divide_by_power_of_two(rounding_doubling_high_multiply(shifted, multiplier.fraction),
                                         std::max(-multiplier.exponent, 0));
}

// The last step of an int8 operator: it adds the zero point to a scaled sum and clamps it to the range of the
// fused activation.
struct OutputRange {
  std::int32_t zero_point = 0;
  std::int32_t minimum = -128;
  std::int32_t maximum = 127;

  std::int8_t store(std::int32_t value) const {
    return static_cast<std::int8_t>(std::clamp(value + zero_point, minimum, maximum));
  }
};

}  // namespace tinsmith::kernels
