#include <array>
#include <cstring>
#include <numeric>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/float/transform.cpp"
// clang-format off: the order of these two matters
#include <hwy/foreach_target.h>
#include "kernels/float/vectors-inl.h"
// clang-format on

HWY_BEFORE_NAMESPACE();
namespace tinsmith::kernels::HWY_NAMESPACE {

// Arrays of [channels] values, repeated until they fill whole vectors. Dense rows of channels can
// then be processed as one run of whole vectors, whatever the number of channels. Arrays that already
// fill enough whole vectors are used in place. `period` is 0 for numbers of channels that would need
// too many repetitions.
template <std::size_t kArrays>
class Repeated {
 public:
  Repeated(const std::array<const float*, kArrays>& arrays, std::int64_t channels) : at(arrays) {
    if (channels % kLanes == 0 && channels >= kMin) {
      period = channels;
      return;
    }
    const std::int64_t even = std::lcm(channels, kLanes);
    const std::int64_t repeated = (kMin + even - 1) / even * even;
    if (repeated > kMax) return;
    period = repeated;
    for (std::size_t array = 0; array < kArrays; ++array) {
      for (std::int64_t i = 0; i < period; i += channels)
        std::copy_n(arrays[array], channels, memory_[array] + i);
      at[array] = memory_[array];
    }
  }
  std::array<const float*, kArrays> at;
  std::int64_t period = 0;

 private:
  static constexpr std::int64_t kMin = 64, kMax = 256;
  HWY_ALIGN float memory_[kArrays][kMax];
};

// Calls body(i, at, lanes) for all values i … of dense rows; at[array] points to the parameters
// of these lanes.
template <std::size_t kArrays, class Body>
HWY_INLINE void for_dense(std::int64_t rows, std::int64_t channels,
                          const std::array<const float*, kArrays>& arrays, Body&& body) {
  const auto moved = [](std::array<const float*, kArrays> at, std::int64_t by) HWY_ATTR {
    for (const float*& array : at) array += by;
    return at;
  };
  const Repeated<kArrays> repeated(arrays, channels);
  const std::int64_t count = rows * channels, period = repeated.period;
  if (period == 0 || count < period) {
    for (std::int64_t row = 0; row < rows; ++row)
      for_channels(channels, [&](std::int64_t channel, auto lanes)
                                 HWY_ATTR { body(row * channels + channel, moved(arrays, channel), lanes); });
    return;
  }
  std::int64_t i = 0;
  for (; i + period <= count; i += period)
    for (std::int64_t j = 0; j < period; j += kLanes) body(i + j, moved(repeated.at, j), Whole{});
  for_channels(count - i,
               [&](std::int64_t j, auto lanes) HWY_ATTR { body(i + j, moved(repeated.at, j), lanes); });
}

// Prefetch distance in floats: the input is mostly in memory, and the next rows follow.
inline constexpr std::int64_t kAhead = 768;

void transform_values(const ValueTransform& transform, const float* from, std::int64_t rows,
                      std::int64_t channels, float* to) {
  const ActivationVectors activation(transform.activation);
  if (transform.is_identity()) {
    if (from != to) std::memcpy(to, from, static_cast<std::size_t>(rows * channels) * sizeof(float));
  } else if (transform.scale == nullptr) {
    for_channels(rows * channels, [&](std::int64_t i, auto lanes) HWY_ATTR {
      lanes.store(activation.value(lanes.load(from + i)), to + i);
    });
  } else {
    for_dense<2>(rows, channels, {transform.scale, transform.shift},
                 [&](std::int64_t i, const auto& at, auto lanes) HWY_ATTR {
                   __builtin_prefetch(from + i + kAhead);
                   const auto v = hn::MulAdd(lanes.load(from + i), lanes.load(at[0]), lanes.load(at[1]));
                   lanes.store(activation.value(v), to + i);
                 });
  }
}

void transform_gradients(const GradientTransform& transform, const float* stored, const float* gradient,
                         std::int64_t rows, std::int64_t channels, float* to) {
  if (transform.is_identity()) return transform_values({}, gradient, rows, channels, to);
  const ActivationVectors activation(transform.value.activation);
  if (transform.gain == nullptr) {
    for_channels(rows * channels, [&](std::int64_t i, auto lanes) HWY_ATTR {
      lanes.store(activation.gradient(lanes.load(stored + i), lanes.load(gradient + i)), to + i);
    });
    return;
  }
  for_dense<5>(
      rows, channels,
      {transform.value.scale, transform.value.shift, transform.gain, transform.pull, transform.offset},
      [&](std::int64_t i, const auto& at, auto lanes) HWY_ATTR {
        __builtin_prefetch(stored + i + kAhead);
        __builtin_prefetch(gradient + i + kAhead);
        const auto z = lanes.load(stored + i);
        const auto v = hn::MulAdd(z, lanes.load(at[0]), lanes.load(at[1]));
        const auto g = activation.gradient(v, lanes.load(gradient + i));
        const auto mean_free = hn::MulAdd(z, lanes.load(at[3]), lanes.load(at[4]));
        lanes.store(hn::MulAdd(g, lanes.load(at[2]), mean_free), to + i);
      });
}

// Number of channels whose sums are kept on the stack before they are added in double.
inline constexpr std::int64_t kGroup = 64;

// Sums two functions of the values over rows, four rows at a time so that the additions do not wait for each
// other. visit(row, Vector& first, Vector& second) adds the terms of one row.
template <class Visit>
HWY_INLINE void sum_rows(std::int64_t rows, Vector& first, Vector& second, Visit&& visit) {
  Vector a0 = hn::Zero(kTag), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  std::int64_t row = 0;
  for (; row + 4 <= rows; row += 4) {
    visit(row, a0, b0);
    visit(row + 1, a1, b1);
    visit(row + 2, a2, b2);
    visit(row + 3, a3, b3);
  }
  for (; row < rows; ++row) visit(row, a0, b0);
  first = hn::Add(hn::Add(a0, a1), hn::Add(a2, a3));
  second = hn::Add(hn::Add(b0, b1), hn::Add(b2, b3));
}

void add_moments(const float* values, std::int64_t rows, std::int64_t channels, Moments& moments) {
  const double total = static_cast<double>(moments.count + rows);
  const double inverse_rows = 1.0 / static_cast<double>(rows);
  const double fraction = static_cast<double>(rows) / total;
  const double weight = static_cast<double>(moments.count) * fraction;
  for (std::int64_t group = 0; group < channels; group += kGroup) {
    const std::int64_t size = std::min(kGroup, channels - group);
    HWY_ALIGN float sums[kGroup], squares[kGroup];
    const float* first = values + group;
    for_channels(size, [&](std::int64_t channel, auto lanes) HWY_ATTR {
      const auto origin = lanes.load(first + channel);
      Vector sum = hn::Zero(kTag), square = sum;
      sum_rows(rows, sum, square, [&](std::int64_t row, Vector& s, Vector& q) HWY_ATTR {
        const auto distance = hn::Sub(lanes.load(first + row * channels + channel), origin);
        s = hn::Add(s, distance);
        q = hn::MulAdd(distance, distance, q);
      });
      lanes.store(sum, sums + channel);
      lanes.store(square, squares + channel);
    });
    for (std::int64_t c = 0; c < size; ++c) {
      const double sum = static_cast<double>(sums[c]);
      const double mean = static_cast<double>(first[c]) + sum * inverse_rows;
      const double spread = std::max(0.0, static_cast<double>(squares[c]) - sum * sum * inverse_rows);
      const double distance = mean - moments.mean[group + c];
      moments.mean[group + c] += distance * fraction;
      moments.spread[group + c] += spread + distance * distance * weight;
    }
  }
  moments.count += rows;
}

template <bool kActivates, bool kScales>
HWY_INLINE void add_gradient_sum_rows(const ValueTransform& transform, const float* stored,
                                      const float* gradient, std::int64_t rows, std::int64_t channels,
                                      const GradientSums& sums) {
  const ActivationVectors activation(transform.activation);
  for (std::int64_t group = 0; group < channels; group += kGroup) {
    const std::int64_t size = std::min(kGroup, channels - group);
    HWY_ALIGN float plain[kGroup], centered[kGroup];
    for_channels(size, [&](std::int64_t within, auto lanes) HWY_ATTR {
      const std::int64_t channel = group + within;
      const auto mean = lanes.load(sums.mean + channel);
      Vector scale = hn::Zero(kTag), shift = scale, first = scale, second = scale;
      if constexpr (kScales) {
        scale = lanes.load(transform.scale + channel);
        shift = lanes.load(transform.shift + channel);
      }
      sum_rows(rows, first, second, [&](std::int64_t row, Vector& s, Vector& q) HWY_ATTR {
        const auto z = lanes.load(stored + row * channels + channel);
        auto g = lanes.load(gradient + row * channels + channel);
        if constexpr (kActivates) g = activation.gradient(kScales ? hn::MulAdd(z, scale, shift) : z, g);
        s = hn::Add(s, g);
        q = hn::MulAdd(g, hn::Sub(z, mean), q);
      });
      lanes.store(first, plain + within);
      lanes.store(second, centered + within);
    });
    for (std::int64_t c = 0; c < size; ++c) {
      sums.sum[group + c] += static_cast<double>(plain[c]);
      sums.centered[group + c] += static_cast<double>(centered[c]);
    }
  }
}

void add_gradient_sums(const ValueTransform& transform, const float* stored, const float* gradient,
                       std::int64_t rows, std::int64_t channels, const GradientSums& sums) {
  with_flags(!transform.activation.is_none(), transform.scale != nullptr,
             [&](auto activates, auto scales) HWY_ATTR {
               add_gradient_sum_rows<activates, scales>(transform, stored, gradient, rows, channels, sums);
             });
}

void pass_gradients(const Activation& activation, const float* activated, std::int64_t rows,
                    std::int64_t channels, float* gradient, float* sums) {
  const ActivationVectors vectors(activation);
  for_channels(channels, [&](std::int64_t channel, auto lanes) HWY_ATTR {
    Vector sum = hn::Zero(kTag), unused = sum;
    sum_rows(rows, sum, unused, [&](std::int64_t row, Vector& s, Vector&) HWY_ATTR {
      const std::int64_t i = row * channels + channel;
      const auto g = vectors.gradient(lanes.load(activated + i), lanes.load(gradient + i));
      lanes.store(g, gradient + i);
      s = hn::Add(s, g);
    });
    lanes.store(hn::Add(lanes.load(sums + channel), sum), sums + channel);
  });
}

void add_column_sums(const float* values, std::int64_t rows, std::int64_t stride, std::int64_t channels,
                     float* sums) {
  for_channels(channels, [&](std::int64_t channel, auto lanes) HWY_ATTR {
    Vector sum = hn::Zero(kTag), unused = sum;
    sum_rows(rows, sum, unused, [&](std::int64_t row, Vector& s, Vector&) HWY_ATTR {
      s = hn::Add(s, lanes.load(values + row * stride + channel));
    });
    lanes.store(hn::Add(lanes.load(sums + channel), sum), sums + channel);
  });
}

void add_values(const float* left, const float* right, std::int64_t count, const Activation& activation,
                float* to) {
  const ActivationVectors vectors(activation);
  for_channels(count, [&](std::int64_t i, auto lanes) HWY_ATTR {
    lanes.store(vectors.value(hn::Add(lanes.load(left + i), lanes.load(right + i))), to + i);
  });
}

void take_larger(const float* from, std::int32_t first, std::int64_t count, float* best,
                 std::int32_t* winners) {
  const hn::RebindToSigned<Tag> integers;
  std::int64_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const auto value = hn::LoadU(kTag, from + i), before = hn::LoadU(kTag, best + i);
    const auto takes = hn::Or(hn::Gt(value, before), hn::IsNaN(value));
    const auto index = hn::Iota(integers, first + static_cast<std::int32_t>(i));
    hn::StoreU(hn::IfThenElse(takes, value, before), kTag, best + i);
    hn::StoreU(hn::IfThenElse(hn::RebindMask(integers, takes), index, hn::LoadU(integers, winners + i)),
               integers, winners + i);
  }
  for (; i < count; ++i) {
    if (!(from[i] > best[i]) && from[i] == from[i]) continue;
    best[i] = from[i];
    winners[i] = first + static_cast<std::int32_t>(i);
  }
}

void accumulate(const float* from, std::int64_t count, float* to) {
  for_channels(count, [&](std::int64_t i, auto lanes) HWY_ATTR {
    lanes.store(hn::Add(lanes.load(to + i), lanes.load(from + i)), to + i);
  });
}

}  // namespace tinsmith::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace tinsmith::kernels {

HWY_EXPORT(transform_values);
HWY_EXPORT(transform_gradients);
HWY_EXPORT(add_moments);
HWY_EXPORT(add_gradient_sums);
HWY_EXPORT(pass_gradients);
HWY_EXPORT(add_column_sums);
HWY_EXPORT(add_values);
HWY_EXPORT(take_larger);
HWY_EXPORT(accumulate);

void transform_values(const ValueTransform& transform, const float* from, std::int64_t rows,
                      std::int64_t channels, float* to) {
  HWY_DYNAMIC_DISPATCH(transform_values)(transform, from, rows, channels, to);
}

void transform_gradients(const GradientTransform& transform, const float* stored, const float* gradient,
                         std::int64_t rows, std::int64_t channels, float* to) {
  HWY_DYNAMIC_DISPATCH(transform_gradients)(transform, stored, gradient, rows, channels, to);
}

void add_moments(const float* values, std::int64_t rows, std::int64_t channels, Moments& moments) {
  if (rows > 0) HWY_DYNAMIC_DISPATCH(add_moments)(values, rows, channels, moments);
}

void combine_moments(const Moments& right, std::int64_t channels, Moments& left) {
  if (right.count == 0) return;
  const double fraction = static_cast<double>(right.count) / static_cast<double>(left.count + right.count);
  const double weight = static_cast<double>(left.count) * fraction;
  for (std::int64_t c = 0; c < channels; ++c) {
    const double distance = right.mean[c] - left.mean[c];
    left.mean[c] += distance * fraction;
    left.spread[c] += right.spread[c] + distance * distance * weight;
  }
  left.count += right.count;
}

void add_gradient_sums(const ValueTransform& transform, const float* stored, const float* gradient,
                       std::int64_t rows, std::int64_t channels, const GradientSums& sums) {
  HWY_DYNAMIC_DISPATCH(add_gradient_sums)(transform, stored, gradient, rows, channels, sums);
}

void pass_gradients(const Activation& activation, const float* activated, std::int64_t rows,
                    std::int64_t channels, float* gradient, float* sums) {
  HWY_DYNAMIC_DISPATCH(pass_gradients)(activation, activated, rows, channels, gradient, sums);
}

void add_column_sums(const float* values, std::int64_t rows, std::int64_t stride, std::int64_t channels,
                     float* sums) {
  HWY_DYNAMIC_DISPATCH(add_column_sums)(values, rows, stride, channels, sums);
}

void add_values(const float* left, const float* right, std::int64_t count, const Activation& activation,
                float* to) {
  HWY_DYNAMIC_DISPATCH(add_values)(left, right, count, activation, to);
}

void take_larger(const float* from, std::int32_t first, std::int64_t count, float* best,
                 std::int32_t* winners) {
  HWY_DYNAMIC_DISPATCH(take_larger)(from, first, count, best, winners);
}

void accumulate(const float* from, std::int64_t count, float* to) {
  HWY_DYNAMIC_DISPATCH(accumulate)(from, count, to);
}

}  // namespace tinsmith::kernels
#endif
