#include "kernels/uint8/tap_pairs.h"

#include <algorithm>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/uint8/tap_pairs.cpp"
// clang-format off: the order of these two matters
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

#if HWY_TARGET == HWY_SCALAR  // no vectors

void sum_pairs(const std::int16_t* pairs, std::int64_t pair_count,
               const std::array<const std::int16_t*, kFilterBlock>& weights, std::size_t filters,
               std::int32_t* sums) {
  std::fill_n(sums, filters * kTilePixels, 0);
  for (std::size_t filter = 0; filter < filters; ++filter)
    for (std::int64_t pair = 0; pair < pair_count; ++pair)
      for (std::int64_t i = 0; i < kTilePixels; ++i)
        sums[static_cast<std::int64_t>(filter) * kTilePixels + i] +=
            pairs[(pair * kTilePixels + i) * 2] * weights[filter][pair * 2] +
            pairs[(pair * kTilePixels + i) * 2 + 1] * weights[filter][pair * 2 + 1];
}

#else

// Two vectors of pixels of each filter are summed in registers.
template <std::size_t kFilters>
HWY_INLINE void sum_pairs_of(const std::int16_t* pairs, std::int64_t pair_count,
                             const std::array<const std::int16_t*, kFilterBlock>& weights,
                             std::int32_t* sums) {
  const hn::CappedTag<std::int32_t, kTilePixels / 2> d32;
  const hn::Repartition<std::int16_t, decltype(d32)> d16;
  const auto lanes = static_cast<std::int64_t>(hn::Lanes(d32));
  using Sum = decltype(hn::Zero(d32));
  for (std::int64_t i = 0; i < kTilePixels; i += 2 * lanes) {
    Sum total[2 * kFilters], other[2 * kFilters];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < 2 * kFilters; ++k) total[k] = other[k] = hn::Zero(d32);
    for (std::int64_t pair = 0; pair < pair_count; ++pair) {
      const std::int16_t* from = pairs + (pair * kTilePixels + i) * 2;
      const auto lower = hn::LoadU(d16, from), upper = hn::LoadU(d16, from + 2 * lanes);
#pragma GCC unroll 4
      for (std::size_t filter = 0; filter < kFilters; ++filter) {
        std::int32_t both;
        std::memcpy(&both, weights[filter] + pair * 2, sizeof(both));
        const auto weight = hn::BitCast(d16, hn::Set(d32, both));
        total[2 * filter] =
            hn::ReorderWidenMulAccumulate(d32, lower, weight, total[2 * filter], other[2 * filter]);
        total[2 * filter + 1] =
            hn::ReorderWidenMulAccumulate(d32, upper, weight, total[2 * filter + 1], other[2 * filter + 1]);
      }
    }
#pragma GCC unroll 4
    for (std::size_t filter = 0; filter < kFilters; ++filter) {
      std::int32_t* to = sums + static_cast<std::int64_t>(filter) * kTilePixels + i;
      hn::StoreU(hn::RearrangeToOddPlusEven(total[2 * filter], other[2 * filter]), d32, to);
      hn::StoreU(hn::RearrangeToOddPlusEven(total[2 * filter + 1], other[2 * filter + 1]), d32, to + lanes);
    }
  }
}

void sum_pairs(const std::int16_t* pairs, std::int64_t pair_count,
               const std::array<const std::int16_t*, kFilterBlock>& weights, std::size_t filters,
               std::int32_t* sums) {
  if (filters == 1)
    sum_pairs_of<1>(pairs, pair_count, weights, sums);
  else
    sum_pairs_of<kFilterBlock>(pairs, pair_count, weights, sums);
}

#endif

}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(sum_pairs);

void interleave_taps(const std::uint8_t* first, const std::uint8_t* second, std::int64_t count,
                     std::int16_t* pairs) {
  for (std::int64_t i = 0; i < count; ++i) {
    pairs[2 * i] = first[i];
    pairs[2 * i + 1] = second != nullptr ? second[i] : 0;
  }
  std::fill(pairs + 2 * count, pairs + 2 * kTilePixels, std::int16_t{0});
}

void sum_tap_pairs(const std::int16_t* pairs, std::int64_t pair_count,
                   const std::array<const std::int16_t*, kFilterBlock>& weights, std::size_t filters,
                   std::int32_t* sums) {
  HWY_DYNAMIC_DISPATCH(sum_pairs)(pairs, pair_count, weights, filters, sums);
}

}  // namespace tinsmith::kernels
#endif
