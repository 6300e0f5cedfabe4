// kernels/int8/pooling.h — max, average and mean of int8 values.
#pragma once

#include <cstdint>

#include "kernels/int8/requantize.h"
#include "kernels/window_shape.h"

namespace tinsmith::kernels {

// Input and output have the same scale and zero point, so nothing is rescaled; only the clamp of the range is
// used. Pixels outside the picture are ignored. Every window contains at least one pixel (graph's shape
// inference guarantees it).

// output = clamp(max of the window). Matches tflite-micro's reference_integer_ops::MaxPool.
void max_pool_int8(const WindowShape& shape, const OutputRange& range, const std::int8_t* input,
                   std::int8_t* output);

// output = clamp(sum / count, to nearest, ties away from zero), on stored values. Matches ::AveragePool.
void average_pool_int8(const WindowShape& shape, const OutputRange& range, const std::int8_t* input,
                       std::int8_t* output);

// The mean over `count` values with the layout [outer, count, inner]. Every Mean over adjacent axes
// has this form.
struct MeanInt8 {
  std::int64_t outer = 1, count = 1, inner = 1;
  std::int32_t input_zero_point = 0;
  Multiplier multiplier;  // from mean_multiplier
  OutputRange output;
  Rounding rounding = Rounding::Double;
};

// Returns input scale / output scale / count, rounded as in tflite-micro (QuantizedMeanOrSum): the multiplier
// of the ratio of scales, with its fraction shifted left by ⌊log2 count⌋ and divided by count, rounding down.
Multiplier mean_multiplier(double scale_ratio, std::int64_t count);

// output = store(scaled(Σ input − count · zero_point)). `sums` is working space for `inner` values.
void mean_int8(const MeanInt8& mean, const std::int8_t* input, std::int8_t* output, std::int32_t* sums);

}  // namespace tinsmith::kernels
