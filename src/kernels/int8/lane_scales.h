// kernels/int8/lane_scales.h — multipliers of many output channels, in the order that SIMD kernels load.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/int8/requantize.h"

namespace tinsmith::kernels {

// SIMD kernels round a scaled sum by adding half a step, which must not exceed int32. Checks that sums of up
// to `max_sums` (convolution_reference.h), scaled with these multipliers, leave room for it.
inline bool fit_vectors(std::span<const std::int64_t> max_sums, std::span<const Multiplier> multipliers) {
  constexpr std::int64_t kMax = (std::int64_t{1} << 31) - 1;
  for (std::size_t i = 0; i < max_sums.size(); ++i) {
    const std::int32_t exponent = multipliers[i].exponent;
    if (max_sums[i] > kMax >> std::max(exponent, 0)) return false;
    const std::int64_t product = ((max_sums[i] << std::max(exponent, 0)) * multipliers[i].fraction >> 31) + 1;
    const std::int64_t half = (std::int64_t{1} << std::max(-exponent, 0)) / 2;
    if (product + half > kMax) return false;
  }
  return true;
}

// One entry per lane, in the order of the kernel. Lanes after the last channel multiply by zero.
struct LaneScales {
  std::vector<std::int32_t> bias;  // added before scaling
  std::vector<std::int32_t> fraction;
  std::vector<std::int32_t> left_shift;   // max(exponent, 0)
  std::vector<std::int32_t> right_shift;  // max(−exponent, 0)
  std::vector<std::int32_t> half;         // 2^(right_shift − 1), or 0
  // All ones if there is a right shift: 1 is then subtracted from negative sums.
  std::vector<std::int32_t> sign;
  bool any_left_shift = false;

  void push_back(std::int32_t lane_bias, Multiplier multiplier) {
    const std::int32_t left = std::max(multiplier.exponent, 0), right = std::max(-multiplier.exponent, 0);
    bias.push_back(lane_bias);
    fraction.push_back(multiplier.fraction);
    left_shift.push_back(left);
    right_shift.push_back(right);
    half.push_back(right == 0 ? 0 : std::int32_t{1} << (right - 1));
    sign.push_back(right == 0 ? 0 : -1);
    any_left_shift = any_left_shift || left != 0;
  }
};

}  // namespace tinsmith::kernels
