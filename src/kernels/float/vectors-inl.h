// kernels/float/vectors-inl.h — SIMD operations shared by this folder; compiled once per target.
//
// Rows of channels are dense, so the last vector of a row may be partial. Storing a partial vector writes
// nothing after it, because the next row may belong to another thread.
#include "kernels/float/transform.h"

#if defined(TINSMITH_KERNELS_VECTORS_INL_H) == defined(HWY_TARGET_TOGGLE)
#ifdef TINSMITH_KERNELS_VECTORS_INL_H
#undef TINSMITH_KERNELS_VECTORS_INL_H
#else
#define TINSMITH_KERNELS_VECTORS_INL_H
#endif

#include <hwy/highway.h>
#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Tag = hn::ScalableTag<float>;
using Vector = hn::Vec<Tag>;
inline constexpr Tag kTag;
inline constexpr std::int64_t kLanes = hn::MaxLanes(Tag());

// Loads the first `count` lanes, half by half. Numbers of channels are mostly multiples of 8 or 4, which need
// only one or two plain loads or stores. Masked ones are many times slower on some machines (AMD) when they
// miss the cache. Each level calls the next one in one place only: it is inlined into every load of every loop, and
// two calls would double the code at each level.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V load_first(D tag, std::size_t count, const float* from) {
  constexpr std::size_t kHalf = hn::MaxLanes(D()) / 2;
  if constexpr (kHalf == 0) {
    return count > 0 ? hn::LoadU(tag, from) : hn::Zero(tag);
#if HWY_TARGET != HWY_SCALAR  // the scalar target has no half vectors
  } else {
    const hn::Half<D> half;
    if (count == kHalf) return hn::ZeroExtendVector(tag, hn::LoadU(half, from));
    const std::size_t before = count > kHalf ? kHalf : 0;
    const auto rest = load_first(half, count - before, from + before);
    return before == 0 ? hn::ZeroExtendVector(tag, rest) : hn::Combine(tag, rest, hn::LoadU(half, from));
#endif
  }
}
template <class D, class V>
HWY_INLINE void store_first(D tag, V value, std::size_t count, float* to) {
  constexpr std::size_t kHalf = hn::MaxLanes(D()) / 2;
  if constexpr (kHalf == 0) {
    if (count > 0) hn::StoreU(value, tag, to);
#if HWY_TARGET != HWY_SCALAR
  } else {
    const hn::Half<D> half;
    auto rest = hn::LowerHalf(half, value);
    if (count >= kHalf) {
      hn::StoreU(rest, half, to);
      if (count == kHalf) return;
      rest = hn::UpperHalf(half, value);
      count -= kHalf;
      to += kHalf;
    }
    store_first(half, rest, count, to);
#endif
  }
}

// A whole vector of channels. Part, below, is the first `count` lanes of one and has the same operations.
struct Whole {
  HWY_INLINE Vector load(const float* from) const { return hn::LoadU(kTag, from); }
  HWY_INLINE void store(Vector value, float* to) const { hn::StoreU(value, kTag, to); }
};
struct Part {
  std::size_t count;
  HWY_INLINE Vector load(const float* from) const { return load_first(kTag, count, from); }
  HWY_INLINE void store(Vector value, float* to) const { store_first(kTag, value, count, to); }
};

// Calls body(first channel, Whole or Part) for all channels.
template <class Body>
HWY_INLINE void for_channels(std::int64_t channels, Body&& body) {
  std::int64_t channel = 0;
  for (; channel + kLanes <= channels; channel += kLanes) body(channel, Whole{});
  if (channel < channels) body(channel, Part{static_cast<std::size_t>(channels - channel)});
}

// Calls body with both flags as compile-time constants.
template <class Body>
HWY_INLINE void with_flags(bool first, bool second, Body&& body) {
  if (first) {
    if (second)
      body(std::true_type{}, std::true_type{});
    else
      body(std::true_type{}, std::false_type{});
  } else {
    if (second)
      body(std::false_type{}, std::true_type{});
    else
      body(std::false_type{}, std::false_type{});
  }
}

// An Activation held in registers. NaN stays NaN: on x86 this depends on the order of the operands.
struct ActivationVectors {
  Vector slope, high;
  explicit ActivationVectors(const Activation& activation)
      : slope(hn::Set(kTag, activation.slope)), high(hn::Set(kTag, activation.high)) {}
  HWY_INLINE Vector value(Vector v) const { return hn::Min(high, hn::Max(hn::Mul(v, slope), v)); }
  HWY_INLINE Vector gradient(Vector v, Vector outer) const {
    const auto inner = hn::IfThenElse(hn::Gt(v, hn::Zero(kTag)), outer, hn::Mul(outer, slope));
    return hn::IfThenElseZero(hn::Lt(v, high), inner);
  }
};

}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
