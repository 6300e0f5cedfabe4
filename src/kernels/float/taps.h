// kernels/float/taps.h — a row of a depthwise convolution: each output pixel is a weighted sum of a few input
// pixels, channel by channel.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/float/transform.h"

namespace tinsmith::kernels {

// Up to this many taps are handled in one go with their weights in registers; larger filters take several.
inline constexpr std::int32_t kMostTaps = 9;

// Tap t reads pixel `pixel` of a row at from[t] + pixel · from_step.
struct Taps {
  std::int32_t count = 0;
  std::array<const float*, kMostTaps> from{};
  std::array<const float*, kMostTaps> weights{};  // [channels] each
  std::int64_t from_step = 0;
  std::int64_t pixels = 0, channels = 0;
};

// What a row of gradients meets on its way back through an activation: the activated values, pixels to_step
// apart like the row's; and what comes through is added up by channel, at float precision.
struct Gate {
  const float* activated = nullptr;  // none: no gate
  Activation activation;
  float* sums = nullptr;  // [channels]
};

// to[pixel · to_step + c] = activation(bias[c] + Σ taps weights[t][c] · from[t][pixel · from_step + c]); with
// `adds`, the sum goes to what is there (without bias and activation). With a gate the sum is a gradient and
// is multiplied by the derivative of its activation; then there is no bias and no activation.
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

// gradients[t][c] += Σ pixels output_gradient[pixel · gradient_step + c] · from[t][pixel · from_step + c];
// the taps' weights are not read.
void add_tap_gradients(const Taps& taps, const float* output_gradient, std::int64_t gradient_step,
                       const std::array<float*, kMostTaps>& gradients);

}  // namespace tinsmith::kernels
