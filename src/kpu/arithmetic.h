// kpu/arithmetic.h — the fixed-point arithmetic of a KPU layer, value by value.
//
// The chip's numbers are wider than any that compilers use; here products wrap around in 64 bits, as in the
// vendor's own simulator on a computer. Source of the formulas: that simulator's results
// (tests compare with them bit for bit).
#pragma once

#include <algorithm>
#include <cstdint>

#include "kmodel/kpu_layer.h"

namespace tinsmith::kpu {

inline std::int64_t wrapping_product(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
}
inline std::int64_t wrapping_sum(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) + static_cast<std::uint64_t>(b));
}
inline std::int64_t wrapping_difference(std::int64_t a, std::int64_t b) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b));
}

inline std::int64_t batch_normed(std::int64_t u, const kmodel::KpuBatchNorm& row) {
  return wrapping_sum(wrapping_product(u, row.mul) >> row.shift, row.add);
}

// Shifts right and rounds: beyond one half away from zero by one, exactly one half to the even neighbour. The
// shift itself rounds down, so a negative value is rounded twice.
inline std::int64_t rounding_shift(std::int64_t value, int shift) {
  if (shift == 0) return value;
  const std::int64_t whole = value >> shift;
  const std::int64_t fraction = value & ((std::int64_t{1} << shift) - 1);
  const std::int64_t half = std::int64_t{1} << (shift - 1);
  const std::int64_t sign = value < 0 ? -1 : 1;
  if (fraction > half || (fraction == half && (whole & 1) != 0)) return whole + sign;
  return whole;
}

// A value below the start of every segment belongs to the first.
inline std::uint8_t activated(std::int64_t v, const kmodel::KpuActivation& table) {
  std::size_t k = kmodel::kSegments - 1;
  while (k > 0 && v <= table[k].start) --k;
  const kmodel::KpuSegment& segment = table[k];
  const std::int64_t y =
      rounding_shift(wrapping_product(wrapping_difference(v, segment.start), segment.mul), segment.shift);
  constexpr std::int64_t kFar = 1024;  // far outside of 0 … 255, so that the sum below cannot overflow
  return static_cast<std::uint8_t>(
      std::clamp<std::int64_t>(std::clamp(y, -kFar, kFar) + segment.bias, 0, 255));
}

}  // namespace tinsmith::kpu
