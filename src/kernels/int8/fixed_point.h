// kernels/int8/fixed_point.h — exp and logistic on fixed-point numbers, in integers only.
//
// "Qm" is an int32 with m integer bits: real = raw / 2^(31 − m). The polynomials, constants and roundings are
// those of gemmlowp's fixedpoint.h, which TensorFlow Lite's int8 softmax and logistic are defined by; results
// equal bit for bit.
#pragma once

#include <cstdint>

namespace tinsmith::kernels {

// exp(x) as Q0 for x ≤ 0 given as Q`integer_bits`, 1 … 5.
std::int32_t exp_of_negative(std::int32_t x, int integer_bits);

// 1 / (1 + exp(−x)) as Q0 for x given as Q`integer_bits`.
std::int32_t logistic_of(std::int32_t x, int integer_bits);

// 1 / value for value > 0 given as Q`integer_bits`: returns r and e with 1 / value = r (as Q0) / 2^e, r in
// (1/2, 1].
struct Reciprocal {
  std::int32_t fraction = 0;
  std::int32_t exponent = 0;
};
Reciprocal reciprocal_of(std::int32_t value, int integer_bits);

}  // namespace tinsmith::kernels
