// kernels/int8/rounding.h — rounding modes for converting an int32 sum to an int8 value.
//
// Integer runtimes differ only in this step.
#pragma once

#include <cstdint>

namespace tinsmith::kernels {

// The rounding of sum · multiplier · 2^shift; multiplier is a 31-bit fraction.
enum class Rounding : std::uint8_t {
  // Rounds twice: the doubled high half of the product to nearest, then the right shift to nearest, ties away
  // from zero. This is gemmlowp's arithmetic, and the default of TensorFlow Lite Micro
  // (TFLITE_SINGLE_ROUNDING off) and of this project.
  Double,
  // Rounds once, ties upwards. This is TFLITE_SINGLE_ROUNDING on; fast kernels of newer
  // runtimes approximate it.
  Single,
};

}  // namespace tinsmith::kernels
