// kernels/uint8/tap_pairs.h — sums of products of unsigned bytes, for the K210's convolutions.
//
// A tap is one weight of a filter and the input values that it multiplies. Taps are processed in pairs, because
// one instruction multiplies and adds two 16-bit numbers.
#pragma once

#include <array>
#include <cstdint>

namespace tinsmith::kernels {

inline constexpr std::int64_t kTilePixels = 64;
inline constexpr std::size_t kFilterBlock = 4;

// Writes (first[i], second[i]) for a tile of at most kTilePixels values, and zeros for the rest of the tile.
// Without a second tap `second` is null.
void interleave_taps(const std::uint8_t* first, const std::uint8_t* second, std::int64_t count,
                     std::int16_t* pairs);

// sums[filter · kTilePixels + i] = Σ over pairs of pairs[pair][i] · weights[filter][pair], for the first `filters`
// of the block: 1 or kFilterBlock. `pairs` is [pair_count][kTilePixels][2], each filter's weights
// [pair_count][2]. All values are 0 … 255; the sums must fit into 32 bits.
void sum_tap_pairs(const std::int16_t* pairs, std::int64_t pair_count,
                   const std::array<const std::int16_t*, kFilterBlock>& weights, std::size_t filters,
                   std::int32_t* sums);

}  // namespace tinsmith::kernels
