// formats/float16.h — the two 16-bit float types of weight files, converted exactly to 32 bits; and
// rounding to one of them.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace tinsmith::formats {

// IEEE 754 binary16: sign 1, exponent 5 (bias 15), fraction 10 bits.
inline float float_from_half(std::uint16_t half) {
  const std::uint32_t sign = std::uint32_t{half} >> 15 << 31;
  const std::uint32_t exponent = half >> 10 & 0x1f, fraction = half & 0x3ff;
  if (exponent == 0) {  // zero, or a subnormal: fraction · 2^−24, which is a normal 32-bit float
    const float magnitude = std::ldexp(static_cast<float>(fraction), -24);
    return sign ? -magnitude : magnitude;
  }
  const std::uint32_t widened = exponent == 0x1f ? 0xff : exponent - 15 + 127;
  return std::bit_cast<float>(sign | widened << 23 | fraction << 13);
}

inline constexpr float kMaxHalf = 65504;

// Rounds to the nearest half, ties to even. Values above kMaxHalf become infinite; NaN stays NaN.
inline std::uint16_t half_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000);
  const float magnitude = std::bit_cast<float>(bits & 0x7fffffff);
  if (std::isnan(value)) return sign | 0x7e00;
  if (magnitude >= 65520.0f) return sign | 0x7c00;
  if (magnitude < 0x1p-14f)  // zero or a subnormal: a whole number of 2^−24
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyint(magnitude * 0x1p24f)));
  // The exponent's bias changes from 127 to 15; a carry out of the fraction raises the exponent.
  const std::uint32_t narrowed = (bits & 0x7fffffff) - (std::uint32_t{127 - 15} << 23);
  const std::uint32_t odd = narrowed >> 13 & 1;
  return static_cast<std::uint16_t>(sign | (narrowed + 0xfff + odd) >> 13);
}

// The upper half of an IEEE 754 binary32.
inline float float_from_bfloat(std::uint16_t bits) {
  return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

}  // namespace tinsmith::formats
