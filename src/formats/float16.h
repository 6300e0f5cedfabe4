// formats/float16.h — the two 16-bit float types of weight files, converted exactly to 32 bits.
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

// The upper half of an IEEE 754 binary32.
inline float float_from_bfloat(std::uint16_t bits) {
  return std::bit_cast<float>(std::uint32_t{bits} << 16);
}

}  // namespace tinsmith::formats
