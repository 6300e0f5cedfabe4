// kernels/int8/rounding.h — how an int32 sum becomes an int8 value: the one place where integer runtimes
// differ.
#pragma once

#include <cstdint>

namespace tinsmith::kernels {

// sum · multiplier · 2^shift, multiplier a 31-bit fraction, rounded
enum class Rounding : std::uint8_t {
  // … twice: the doubled high half of the product to nearest, then the right shift to nearest, ties away from
  // zero.
  // gemmlowp's arithmetic, what TensorFlow Lite Micro ships with (TFLITE_SINGLE_ROUNDING off). The default
  // here.
  Double,
  // … once, ties upwards: TFLITE_SINGLE_ROUNDING on, and what newer runtimes' fast kernels approximate.
  Single,
};

}  // namespace tinsmith::kernels
