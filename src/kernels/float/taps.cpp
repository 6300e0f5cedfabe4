#include "kernels/float/taps.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/float/taps.cpp"
// clang-format off: the order of these two matters
#include <hwy/foreach_target.h>
#include "kernels/float/vectors-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {

// A number of taps that is known at run time only; their weights are then not kept in registers.
constexpr int kAnyTaps = 0;
constexpr int max_taps(int taps) {
  return taps == kAnyTaps ? kMaxTaps : taps;
}

// Calls body with the number of taps as a compile-time constant if it is one of kCommon, or else with kAnyTaps.
template <int... kCommon, class Body>
HWY_INLINE void with_common_tap_count(std::int32_t count, Body&& body) {
  const bool is_common =
      ((count == kCommon ? (body(std::integral_constant<int, kCommon>{}), true) : false) || ...);
  if (!is_common) body(std::integral_constant<int, kAnyTaps>{});
}
template <class Body>
HWY_INLINE void with_tap_count(std::int32_t count, Body&& body) {
#if HWY_TARGET == HWY_EMU128
  // No processor runs this target fast, so the compiler is spared the work.
  with_common_tap_count<>(count, body);
#else
  // 3 × 3 filters have 9 taps and, in the backward pass with stride 2, 4, 2 and 1; 5 × 5 filters have 9 + 9 + 7
  // and 9, 6 and 4. Each number costs the compiler seconds.
  with_common_tap_count<9, 7, 6, 4, 2, 1>(count, body);
#endif
}

// Calls body(tap) for taps [first, count). `count` is kTaps unless that is kAnyTaps.
template <int kTaps, class Body>
HWY_INLINE void for_taps(int first, int count, Body&& body) {
  if constexpr (kTaps == kAnyTaps) {
#pragma GCC unroll 1
    for (int t = first; t < count; ++t) body(static_cast<std::size_t>(t));
  } else {
#pragma GCC unroll 9
    for (int t = first; t < kTaps; ++t) body(static_cast<std::size_t>(t));
  }
}

template <int kTaps, class Lanes>
HWY_INLINE void sum_taps_of(const TapRow& row, std::int64_t channel, Lanes lanes) {
  const Taps& taps = row.taps;
  const ActivationVectors activation(row.activation);
  Vector weights[max_taps(kTaps)];
  const float* from[max_taps(kTaps)];
  for_taps<kTaps>(0, taps.count, [&](std::size_t t) HWY_ATTR {
    weights[t] = lanes.load(taps.weights[t] + channel);
    from[t] = taps.from[t] + channel;
  });
  const auto bias = row.bias != nullptr ? lanes.load(row.bias + channel) : hn::Zero(kTag);
  const bool activates = !row.activation.is_none();
  float* to = row.to + channel;
  std::int64_t offset = 0;
  for (std::int64_t pixel = 0; pixel < taps.pixels; ++pixel) {
    auto sum = bias;
    for_taps<kTaps>(0, taps.count, [&](std::size_t t) HWY_ATTR {
      sum = hn::MulAdd(lanes.load(from[t] + offset), weights[t], sum);
    });
    if (activates) sum = activation.value(sum);
    if (row.adds) sum = hn::Add(sum, lanes.load(to));
    lanes.store(sum, to);
    to += row.to_step;
    offset += taps.from_step;
  }
}

// Calls body(first pixel, pixels) for each piece of a row. All channels of a piece are processed before the
// next piece, so that the input of the taps stays in the first-level cache.
template <class Body>
HWY_INLINE void for_pieces(std::int64_t pixels, Body&& body) {
  constexpr std::int64_t kPiece = 16;
  for (std::int64_t first = 0; first < pixels; first += kPiece) body(first, std::min(kPiece, pixels - first));
}

HWY_INLINE Taps piece_of(const Taps& taps, std::int64_t first, std::int64_t pixels) {
  Taps piece = taps;
  for (std::int32_t tap = 0; tap < taps.count; ++tap)
    piece.from[static_cast<std::size_t>(tap)] += first * taps.from_step;
  piece.pixels = pixels;
  return piece;
}

// The same for gradients with a gate.
template <int kTaps, class Lanes>
HWY_INLINE void sum_gated_taps_of(const TapRow& row, std::int64_t channel, Lanes lanes) {
  const Taps& taps = row.taps;
  const ActivationVectors activation(row.gate.activation);
  Vector weights[max_taps(kTaps)];
  const float* from[max_taps(kTaps)];
  for_taps<kTaps>(0, taps.count, [&](std::size_t t) HWY_ATTR {
    weights[t] = lanes.load(taps.weights[t] + channel);
    from[t] = taps.from[t] + channel;
  });
  auto total = lanes.load(row.gate.sums + channel);
  std::int64_t offset = 0, target = channel;
  for (std::int64_t pixel = 0; pixel < taps.pixels; ++pixel) {
    auto sum = hn::Mul(lanes.load(from[0] + offset), weights[0]);
    for_taps<kTaps>(1, taps.count, [&](std::size_t t) HWY_ATTR {
      sum = hn::MulAdd(lanes.load(from[t] + offset), weights[t], sum);
    });
    sum = activation.gradient(lanes.load(row.gate.activated + target), sum);
    if (row.adds) sum = hn::Add(sum, lanes.load(row.to + target));
    lanes.store(sum, row.to + target);
    total = hn::Add(total, sum);
    target += row.to_step;
    offset += taps.from_step;
  }
  lanes.store(total, row.gate.sums + channel);
}

void sum_taps(const TapRow& row) {
  with_tap_count(row.taps.count, [&](auto taps) HWY_ATTR {
    for_pieces(row.taps.pixels, [&](std::int64_t first, std::int64_t pixels) HWY_ATTR {
      TapRow piece = row;
      piece.taps = piece_of(row.taps, first, pixels);
      piece.to = row.to + first * row.to_step;
      if (row.gate.activated != nullptr) {
        piece.gate.activated += first * row.to_step;
        for_channels(row.taps.channels, [&](std::int64_t channel, auto lanes) HWY_ATTR {
          sum_gated_taps_of<decltype(taps)::value>(piece, channel, lanes);
        });
        return;
      }
      for_channels(row.taps.channels, [&](std::int64_t channel, auto lanes) HWY_ATTR {
        sum_taps_of<decltype(taps)::value>(piece, channel, lanes);
      });
    });
  });
}

template <int kTaps, class Lanes>
HWY_INLINE void add_tap_gradients_of(const Taps& taps, const float* output_gradient,
                                     std::int64_t gradient_step,
                                     const std::array<float*, kMaxTaps>& gradients, std::int64_t channel,
                                     Lanes lanes) {
  Vector sums[max_taps(kTaps)];
  const float* from[max_taps(kTaps)];
  for_taps<kTaps>(0, taps.count, [&](std::size_t t) HWY_ATTR {
    sums[t] = hn::Zero(kTag);
    from[t] = taps.from[t] + channel;
  });
  const float* outer = output_gradient + channel;
  std::int64_t offset = 0;
  for (std::int64_t pixel = 0; pixel < taps.pixels; ++pixel) {
    const auto gradient = lanes.load(outer);
    for_taps<kTaps>(0, taps.count, [&](std::size_t t) HWY_ATTR {
      sums[t] = hn::MulAdd(lanes.load(from[t] + offset), gradient, sums[t]);
    });
    outer += gradient_step;
    offset += taps.from_step;
  }
  for_taps<kTaps>(0, taps.count, [&](std::size_t t) HWY_ATTR {
    float* to = gradients[t] + channel;
    lanes.store(hn::Add(lanes.load(to), sums[t]), to);
  });
}

void add_tap_gradients(const Taps& taps, const float* output_gradient, std::int64_t gradient_step,
                       const std::array<float*, kMaxTaps>& gradients) {
  with_tap_count(taps.count, [&](auto count) HWY_ATTR {
    for_pieces(taps.pixels, [&](std::int64_t first, std::int64_t pixels) HWY_ATTR {
      const Taps piece = piece_of(taps, first, pixels);
      for_channels(taps.channels, [&](std::int64_t channel, auto lanes) HWY_ATTR {
        add_tap_gradients_of<decltype(count)::value>(piece, output_gradient + first * gradient_step,
                                                     gradient_step, gradients, channel, lanes);
      });
    });
  });
}

}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(sum_taps);
HWY_EXPORT(add_tap_gradients);

void sum_taps(const TapRow& row) {
  HWY_DYNAMIC_DISPATCH(sum_taps)(row);
}

void add_tap_gradients(const Taps& taps, const float* output_gradient, std::int64_t gradient_step,
                       const std::array<float*, kMaxTaps>& gradients) {
  HWY_DYNAMIC_DISPATCH(add_tap_gradients)(taps, output_gradient, gradient_step, gradients);
}

}  // namespace tinsmith::kernels
#endif
