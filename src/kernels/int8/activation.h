// kernels/int8/activation.h — int8 operators on single values, and softmax.
//
// An int8 value has 256 possibilities, so the fast path of each element-wise operator is a table that the
// plain function fills.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/int8/requantize.h"

namespace tinsmith::kernels {

// output = store(scaled(input − input_zero_point, multiplier)): the same real value in another scale. With a
// clamp it is ReLU. Matches tflite-micro's reference_ops::Requantize and ReluQuantized.
struct RequantizeInt8 {
  std::int32_t input_zero_point = 0;
  Multiplier multiplier;  // input scale / output scale
  OutputRange output;
  Rounding rounding = Rounding::Double;
  std::int8_t operator()(std::int32_t input) const {
    return output.store(scaled(input - input_zero_point, multiplier, rounding));
  }
};

// Like RequantizeInt8, with another multiplier for negative values; `alpha_is_negative` inverts their sign.
// Matches tflite-micro's QuantizeLeakyRelu.
struct LeakyReluInt8 {
  std::int32_t input_zero_point = 0;
  Multiplier identity, alpha;  // input scale / output scale, and the same times |alpha|
  bool alpha_is_negative = false;
  OutputRange output;
  Rounding rounding = Rounding::Double;
  std::int8_t operator()(std::int32_t input) const;
};

// 1 / (1 + e^−x) with an output of scale 1/256 and zero point −128, in Q4 fixed point (fixed_point.h). The
// input is scaled with `rounding`; all other steps round as in gemmlowp. Matches
// reference_integer_ops::Logistic.
struct LogisticInt8 {
  std::int32_t input_zero_point = 0;
  Multiplier multiplier;    // input scale · 2^27
  std::int32_t radius = 0;  // inputs at least this far from the zero point give 0 or 255/256
  Rounding rounding = Rounding::Double;
  std::int8_t operator()(std::int32_t input) const;
};
// `input_scale` must be finite, positive and below 2^4.
LogisticInt8 logistic_of_scale(float input_scale, std::int32_t input_zero_point, Rounding rounding);

using Table = std::array<std::int8_t, 256>;  // indexed by input + 128

template <class Function>
Table table_of(const Function& function) {
  Table table;
  for (std::int32_t value = -128; value < 128; ++value)
    table[static_cast<std::size_t>(value + 128)] = function(value);
  return table;
}

void look_up(const Table& table, const std::int8_t* input, std::int8_t* output, std::int64_t count);

// Softmax over the last axis with an output of scale 1/256 and zero point −128. Computes exp in Q5, the sum
// in Q12, and one reciprocal per row. Matches tflite-micro's reference_ops::Softmax<int8, int8>.
struct SoftmaxInt8 {
  std::int64_t rows = 1;
  std::int32_t depth = 1;           // values per row; below 2^12, so that the Q12 sum of exps fits
  Multiplier multiplier;            // beta · input scale · 2^26, at least 1
  std::int32_t min_difference = 0;  // smaller differences from the row's max count as e^−∞
  Rounding rounding = Rounding::Double;
};
SoftmaxInt8 softmax_of_scale(float input_scale, float beta, Rounding rounding);

void softmax_int8(const SoftmaxInt8& softmax, const std::int8_t* input, std::int8_t* output);

}  // namespace tinsmith::kernels
