// kernels/int8/arithmetic_reference.h — addition, subtraction and multiplication of two int8 tensors.
#pragma once

#include <array>
#include <cstdint>

#include "kernels/int8/requantize.h"

namespace tinsmith::kernels {

// Describes how two tensors of up to kBroadcastAxes axes are read together. A step of 0 repeats the value
// along that axis. The last axis is the innermost. Axes are merged where possible, so the last one is as
// long as possible.
inline constexpr std::size_t kBroadcastAxes = 6;
struct Broadcast {
  std::array<std::int64_t, kBroadcastAxes> sizes{1, 1, 1, 1, 1, 1};  // of the output
  std::array<std::int64_t, kBroadcastAxes> left_steps{};             // in elements
  std::array<std::int64_t, kBroadcastAxes> right_steps{};
};

// Calls row(left offset, right offset, output offset) for every run along the last axis.
template <class Row>
void for_each_row(const Broadcast& shape, Row&& row) {
  std::array<std::int64_t, kBroadcastAxes> index{};
  constexpr std::size_t kLast = kBroadcastAxes - 1;
  std::int64_t left = 0, right = 0, output = 0;
  while (true) {
    row(left, right, output);
    output += shape.sizes[kLast];
    std::size_t axis = kLast;
    while (axis-- > 0) {
      left += shape.left_steps[axis];
      right += shape.right_steps[axis];
      if (++index[axis] < shape.sizes[axis]) break;
      left -= shape.left_steps[axis] * shape.sizes[axis];
      right -= shape.right_steps[axis] * shape.sizes[axis];
      index[axis] = 0;
      if (axis == 0) return;
    }
  }
}

// Addition and subtraction: converts both inputs to a common scale with 20 more bits, then the sum to
// the output scale.
//   left' = scaled((left − left_zero_point) · 2^20, left_multiplier), right' likewise
//   output = store(scaled(left' ± right', output_multiplier))
// Matches tflite-micro's reference_integer_ops::Add and reference_ops::Sub.
struct SumInt8 {
  std::int32_t left_zero_point = 0, right_zero_point = 0;
  Multiplier left, right, result;
  bool subtract = false;
  OutputRange output;
  Rounding rounding = Rounding::Double;
};
inline constexpr int kSumExtraBits = 20;

// Returns the multipliers of a SumInt8; the caller sets zero points, output range and rounding. tflite-micro
// computes those of Sub in float and those of Add in double, so the two can differ in their last bit. Scales
// must be finite and positive.
SumInt8 sum_multipliers(float left_scale, float right_scale, float output_scale, bool subtract);

// output = store(scaled((left − left_zero_point) · (right − right_zero_point), multiplier)) with multiplier =
// left scale · right scale / output scale. Matches tflite-micro's reference_integer_ops::Mul.
struct ProductInt8 {
  std::int32_t left_zero_point = 0, right_zero_point = 0;
  Multiplier multiplier;
  OutputRange output;
  Rounding rounding = Rounding::Double;
};

void add_reference(const SumInt8& sum, const Broadcast& shape, const std::int8_t* left,
                   const std::int8_t* right, std::int8_t* output);
void multiply_reference(const ProductInt8& product, const Broadcast& shape, const std::int8_t* left,
                        const std::int8_t* right, std::int8_t* output);

}  // namespace tinsmith::kernels
