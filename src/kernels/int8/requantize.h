// kernels/int8/requantize.h — multiplying an integer by a real number below 2^31 with integers only.
//
// real = fraction / 2^31 · 2^exponent, fraction in [2^30, 2^31) or 0. Sources: the TensorFlow Lite 8-bit
// quantization specification; gemmlowp's fixedpoint.h; tflite-micro's quantization_util and common
// (MultiplyByQuantizedMultiplier).
#pragma once

#include <algorithm>
#include <cstdint>

#include "kernels/int8/rounding.h"

namespace tinsmith::kernels {

struct Multiplier {
  std::int32_t fraction = 0;
  std::int32_t exponent = 0;  // left shift when positive, right shift when negative; −31 … 31
  friend bool operator==(const Multiplier&, const Multiplier&) = default;
};

// The nearest Multiplier of a finite real ≥ 0; below 2^-32 it is 0, from 2^31 on the largest one
// (Rounding::Single has no exponent above 30; the callers' checks keep it there). CHECK on negative or not
// finite.
Multiplier quantize_multiplier(double real);

// The high half of 2 · a · b, to nearest, ties upwards. Equal to gemmlowp's SaturatingRoundingDoublingHighMul
// for b ≥ 0.
inline std::int32_t rounding_doubling_high_multiply(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>((std::int64_t{a} * b + (std::int64_t{1} << 30)) >> 31);
}

// value / 2^exponent to nearest, ties away from zero; exponent in 0 … 31. gemmlowp's RoundingDivideByPOT.
inline std::int32_t rounding_divide_by_power_of_two(std::int32_t value, std::int32_t exponent) {
  const auto mask = static_cast<std::int32_t>((std::int64_t{1} << exponent) - 1);
  const std::int32_t threshold = (mask >> 1) + (value < 0 ? 1 : 0);
  return (value >> exponent) + ((value & mask) > threshold ? 1 : 0);
}

// value · multiplier. |value| · 2^max(exponent, 0) must be below 2^31: whoever prepares an operator has
// checked it.
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

// What an int8 operator does with a sum it has scaled: value + zero point, then clamped to the fused
// activation.
struct OutputRange {
  std::int32_t zero_point = 0;
  std::int32_t minimum = -128;
  std::int32_t maximum = 127;

  std::int8_t store(std::int32_t value) const {
    return static_cast<std::int8_t>(std::clamp(value + zero_point, minimum, maximum));
  }
};

}  // namespace tinsmith::kernels
