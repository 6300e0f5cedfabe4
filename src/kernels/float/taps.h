// kernels/float/taps.h — one row of a depthwise convolution.
//
// Each output pixel is a weighted sum of a few input pixels, per channel.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/float/transform.h"

namespace tinsmith::kernels {

// Max number of taps that are processed together with their weights in registers. Larger filters are
// processed in several rounds.
inline constexpr std::int32_t kMaxTaps = 9;

// Tap t reads pixel `pixel` of a row at from[t] + pixel · from_step.
struct Taps {
  std::int32_t count = 0;
  std::array<const float*, kMaxTaps> from{};
  std::array<const float*, kMaxTaps> weights{};  // [channels] each
  std::int64_t from_step = 0;
  std::int64_t pixels = 0, channels = 0;
};

// Applies the derivative of an activation to a row of gradients in the backward pass. Holds the activated
// values, with pixels to_step apart as in the row. The resulting gradients are summed per channel in float.
struct Gate {
  const float* activated = nullptr;  // nullptr: no gate
  Activation activation;
  float* sums = nullptr;  // [channels]
};

// to[pixel · to_step + c] = activation(bias[c] + Σ taps weights[t][c] · from[t][pixel · from_step + c]). With
// `adds`, the sum is added to `to`, without bias and activation. With a gate, the sum is a gradient and is
// multiplied by the derivative of the gate's activation; bias and activation must then be unset.
struct TapRow {
  Taps taps;
  const float* bias = nullptr;
  Activation activation;
  bool adds = false;
  Gate gate;
  float* to = nullptr;
  std::int64_t to_step = 0;
};
void sum_taps(const TapRow& row);

// gradients[t][c] += Σ pixels output_gradient[pixel · gradient_step + c] · from[t][pixel · from_step + c].
// The taps' weights are not read.
void add_tap_gradients(const Taps& taps, const float* output_gradient, std::int64_t gradient_step,
                       const std::array<float*, kMaxTaps>& gradients);

}  // namespace tinsmith::kernels
