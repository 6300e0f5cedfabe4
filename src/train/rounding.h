// train/rounding.h — rounding as int8 quantization does it, in a form that compilers vectorize.
#pragma once

namespace tinsmith::train {

// Equals std::round (halves away from zero) for values below 2^22 in magnitude; NaN stays NaN.
inline float rounded(float value) {
  constexpr float kNoFractions = 12582912.0f;                // 1.5 · 2^23: floats of this size have no
                                                             // fraction bits
  const float even = (value + kNoFractions) - kNoFractions;  // halves are rounded to the even neighbour
  const float rest = value - even;                           // exact
  return even + (rest >= 0.5f && value > 0 ? 1.0f : 0.0f) - (rest <= -0.5f && value < 0 ? 1.0f : 0.0f);
}

}  // namespace tinsmith::train
