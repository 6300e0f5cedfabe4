// kernels/int8/fixed_point.h — exp and the logistic function on fixed-point numbers, in integer arithmetic.
//
// "Qm" is an int32 with m integer bits: real = raw / 2^(31 − m). The polynomials, constants and rounding
// are those of gemmlowp's fixedpoint.h, which defines TensorFlow Lite's int8 softmax and logistic.
// Results are bit-identical.
#pragma once

#include <cstdint>

namespace tinsmith::kernels {

// Returns exp(x) as Q0 for x ≤ 0 in Q`integer_bits`, 1 … 5.
std::int32_t exp_of_negative(std::int32_t x, int integer_bits);

// Returns 1 / (1 + exp(−x)) as Q0 for x in Q`integer_bits`.
std::int32_t logistic_of(std::int32_t x, int integer_bits);

// Returns 1 / value for value > 0 in Q`integer_bits`, as r (Q0) and e with 1 / value = r / 2^e, r
// in (1/2, 1].
struct Reciprocal {
  std::int32_t fraction = 0;
  std::int32_t exponent = 0;
};
Reciprocal reciprocal_of(std::int32_t value, int integer_bits);

}  // namespace tinsmith::kernels
