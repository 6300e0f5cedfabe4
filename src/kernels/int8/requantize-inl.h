// kernels/int8/requantize-inl.h — `scaled` of requantize.h (Rounding::Double) on vectors.
//
// Compiled once per target.
#if defined(TINSMITH_KERNELS_INT8_REQUANTIZE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef TINSMITH_KERNELS_INT8_REQUANTIZE_INL_H_
#undef TINSMITH_KERNELS_INT8_REQUANTIZE_INL_H_
#else
#define TINSMITH_KERNELS_INT8_REQUANTIZE_INL_H_
#endif

#include <hwy/highway.h>

#include "kernels/int8/lane_scales.h"

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {
#if HWY_TARGET != HWY_SCALAR
namespace hn = hwy::HWY_NAMESPACE;

using Int32s = hn::ScalableTag<std::int32_t>;
using VectorInt32 = hn::Vec<Int32s>;

// The multipliers of one vector of sums.
struct VectorScale {
  VectorInt32 fraction, left_shift, right_shift, half, sign;
  bool any_left_shift;
};

HWY_INLINE VectorScale load_scale(const LaneScales& scales, std::size_t lane) {
  const Int32s d;
  return {hn::LoadU(d, scales.fraction.data() + lane),    hn::LoadU(d, scales.left_shift.data() + lane),
          hn::LoadU(d, scales.right_shift.data() + lane), hn::LoadU(d, scales.half.data() + lane),
          hn::LoadU(d, scales.sign.data() + lane),        scales.any_left_shift};
}

// Returns one multiplier for all lanes.
HWY_INLINE VectorScale same_scale(Multiplier multiplier) {
  const Int32s d;
  LaneScales one;
  one.push_back(0, multiplier);
  return {hn::Set(d, one.fraction[0]), hn::Set(d, one.left_shift[0]), hn::Set(d, one.right_shift[0]),
          hn::Set(d, one.half[0]),     hn::Set(d, one.sign[0]),       one.any_left_shift};
}

// Returns the high half of 2 · a · b, rounded to nearest, ties upwards.
HWY_INLINE VectorInt32 rounding_doubling_high_multiply(VectorInt32 a, VectorInt32 b) {
  const Int32s d;
  const hn::RepartitionToWide<Int32s> wide;
  const hn::RepartitionToWide<hn::RebindToUnsigned<Int32s>> unsigned_wide;
  const auto odd_lanes = [&](VectorInt32 v) {
    return hn::BitCast(d, hn::ShiftRight<32>(hn::BitCast(unsigned_wide, v)));
  };
  const auto half = hn::Set(wide, std::int64_t{1} << 30);
  const auto even = hn::Add(hn::MulEven(a, b), half);
  const auto odd = hn::Add(hn::MulEven(odd_lanes(a), odd_lanes(b)), half);
  // Bits 31 … 62 of each product are the result: those of even lanes move to the lower half, those of odd
  // lanes to the upper half.
  return hn::OddEven(hn::BitCast(d, hn::ShiftLeft<1>(odd)),
                     hn::BitCast(d, hn::ShiftRight<31>(hn::BitCast(unsigned_wide, even))));
}

// Returns sums · scale. Adding `half` cannot exceed int32, because fit_vectors (lane_scales.h) has checked
// the sums. Subtracting 1 from negative products first makes their ties round away from zero.
HWY_INLINE VectorInt32 scaled(VectorInt32 sums, const VectorScale& scale) {
  if (scale.any_left_shift) sums = hn::Shl(sums, scale.left_shift);
  const VectorInt32 product = rounding_doubling_high_multiply(sums, scale.fraction);
  const VectorInt32 minus_one_if_negative = hn::And(hn::ShiftRight<31>(product), scale.sign);
  return hn::Shr(hn::Add(hn::Add(product, scale.half), minus_one_if_negative), scale.right_shift);
}

#endif
}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
