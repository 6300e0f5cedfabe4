#include "kernels/int8/arithmetic_reference.h"

namespace tinsmith::kernels {
namespace {

// Stores combine(left value, right value) for every output value.
template <class Combine>
void walk(const Broadcast& shape, const std::int8_t* left, const std::int8_t* right, std::int8_t* output,
          Combine&& combine) {
  for_each_row(shape, [&](std::int64_t left_offset, std::int64_t right_offset, std::int64_t output_offset) {
    for (std::int64_t i = 0; i < shape.sizes.back(); ++i)
      output[output_offset + i] = combine(left[left_offset + i * shape.left_steps.back()],
                                          right[right_offset + i * shape.right_steps.back()]);
  });
}

}  // namespace

SumInt8 sum_multipliers(float left_scale, float right_scale, float output_scale, bool subtract) {
  SumInt8 sum;
  sum.subtract = subtract;
  constexpr std::int32_t kExtra = 1 << kSumExtraBits;
  const float larger = std::max(left_scale, right_scale);
  if (subtract) {
    const float common = 2 * larger;
    sum.left = quantize_multiplier(left_scale / common);
    sum.right = quantize_multiplier(right_scale / common);
    sum.result = quantize_multiplier(common / (kExtra * output_scale));
  } else {
    const double common = 2 * double{larger};
    sum.left = quantize_multiplier(double{left_scale} / common);
    sum.right = quantize_multiplier(double{right_scale} / common);
    sum.result = quantize_multiplier(common / (kExtra * double{output_scale}));
  }
  return sum;
}

void add_reference(const SumInt8& sum, const Broadcast& shape, const std::int8_t* left,
                   const std::int8_t* right, std::int8_t* output) {
  walk(shape, left, right, output, [&](std::int32_t left_value, std::int32_t right_value) {
    const std::int32_t a =
        scaled((left_value - sum.left_zero_point) * (1 << kSumExtraBits), sum.left, sum.rounding);
    const std::int32_t b =
        scaled((right_value - sum.right_zero_point) * (1 << kSumExtraBits), sum.right, sum.rounding);
    return sum.output.store(scaled(sum.subtract ? a - b : a + b, sum.result, sum.rounding));
  });
}

void multiply_reference(const ProductInt8& product, const Broadcast& shape, const std::int8_t* left,
                        const std::int8_t* right, std::int8_t* output) {
  walk(shape, left, right, output, [&](std::int32_t left_value, std::int32_t right_value) {
    const std::int32_t value =
        (left_value - product.left_zero_point) * (right_value - product.right_zero_point);
    return product.output.store(scaled(value, product.multiplier, product.rounding));
  });
}

}  // namespace tinsmith::kernels
