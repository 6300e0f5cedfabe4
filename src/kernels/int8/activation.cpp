#include "kernels/int8/activation.h"

#include <algorithm>
#include <cmath>

#include "base/check.h"
#include "kernels/int8/fixed_point.h"

namespace tinsmith::kernels {
namespace {

// Returns the largest input whose product with a multiplier of this exponent fits into Q`integer_bits`
// (tflite-micro's CalculateInputRadius).
std::int32_t input_radius(int integer_bits, std::int32_t exponent) {
  const double largest = static_cast<double>((1 << integer_bits) - 1) *
                         static_cast<double>(std::int64_t{1} << (31 - integer_bits)) /
                         std::exp2(static_cast<double>(exponent));
  constexpr double kBeyondAnyInput = 1 << 20;
  return static_cast<std::int32_t>(std::floor(std::min(largest, kBeyondAnyInput)));
}

constexpr int kLogisticIntegerBits = 4;
constexpr int kSoftmaxIntegerBits = 5;
constexpr int kSoftmaxSumIntegerBits = 12;

}  // namespace

std::int8_t LeakyReluInt8::operator()(std::int32_t input) const {
  const std::int32_t value = input - input_zero_point;
  if (value >= 0) return output.store(scaled(value, identity, rounding));
  const std::int32_t negative = scaled(value, alpha, rounding);
  return output.store(alpha_is_negative ? -negative : negative);
}

LogisticInt8 logistic_of_scale(float input_scale, std::int32_t input_zero_point, Rounding rounding) {
  LogisticInt8 logistic;
  logistic.input_zero_point = input_zero_point;
  logistic.multiplier =
      quantize_multiplier(double{input_scale} * static_cast<double>(1 << (31 - kLogisticIntegerBits)));
  logistic.radius = input_radius(kLogisticIntegerBits, logistic.multiplier.exponent);
  logistic.rounding = rounding;
  return logistic;
}

std::int8_t LogisticInt8::operator()(std::int32_t input) const {
  const std::int32_t value = input - input_zero_point;
  if (value <= -radius) return -128;
  if (value >= radius) return 127;
  const std::int32_t probability = logistic_of(scaled(value, multiplier, rounding), kLogisticIntegerBits);
  return static_cast<std::int8_t>(
      std::clamp(rounding_divide_by_power_of_two(probability, 23) - 128, -128, 127));
}

void look_up(const Table& table, const std::int8_t* input, std::int8_t* output, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) output[i] = table[static_cast<std::size_t>(input[i] + 128)];
}

SoftmaxInt8 softmax_of_scale(float input_scale, float beta, Rounding rounding) {
  SoftmaxInt8 softmax;
  const double real =
      double{beta} * double{input_scale} * static_cast<double>(1 << (31 - kSoftmaxIntegerBits));
  const double largest =
      static_cast<double>((std::int64_t{1} << (rounding == Rounding::Double ? 31 : 30)) - 1);
  softmax.multiplier = quantize_multiplier(std::min(real, largest));
  softmax.min_difference = -input_radius(kSoftmaxIntegerBits, softmax.multiplier.exponent);
  softmax.rounding = rounding;
  return softmax;
}

void softmax_int8(const SoftmaxInt8& softmax, const std::int8_t* input, std::int8_t* output) {
  // e^(value − largest) as Q0. The multiplier's exponent is a left shift, as it is never negative here.
  const auto exp_of_difference = [&](std::int32_t difference) {
    return exp_of_negative(scaled(difference, softmax.multiplier, softmax.rounding), kSoftmaxIntegerBits);
  };
  for (std::int64_t row = 0; row < softmax.rows; ++row) {
    const std::int32_t largest = *std::max_element(input, input + softmax.depth);
    std::int32_t sum = 0;
    for (std::int32_t c = 0; c < softmax.depth; ++c)
      if (input[c] - largest >= softmax.min_difference)
        sum += rounding_divide_by_power_of_two(exp_of_difference(input[c] - largest), kSoftmaxSumIntegerBits);
    const Reciprocal reciprocal = reciprocal_of(sum, kSoftmaxSumIntegerBits);
    const std::int32_t shift = reciprocal.exponent + 31 - 8;
    for (std::int32_t c = 0; c < softmax.depth; ++c) {
      if (input[c] - largest < softmax.min_difference) {
        output[c] = -128;
        continue;
      }
      const std::int32_t probability = rounding_divide_by_power_of_two(
          rounding_doubling_high_multiply(reciprocal.fraction, exp_of_difference(input[c] - largest)), shift);
      output[c] = static_cast<std::int8_t>(std::clamp(probability - 128, -128, 127));
    }
    input += softmax.depth;
    output += softmax.depth;
  }
}

}  // namespace tinsmith::kernels
