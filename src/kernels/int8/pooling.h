// kernels/int8/pooling.h — maximum, average and mean of int8 values.
#pragma once

#include <cstdint>

#include "kernels/int8/requantize.h"
#include "kernels/window_shape.h"

namespace tinsmith::kernels {

// Input and output share one scale and zero point, so nothing is rescaled; only the range's clamp is used.
// Pixels outside the picture do not count. Every window holds at least one pixel (graph's shapes see to it).

// output = clamp(max of the window). Matches tflite-micro's reference_integer_ops::MaxPool.
void max_pool_int8(const WindowShape& shape, const OutputRange& range, const std::int8_t* input,
                   std::int8_t* output);

// output = clamp(sum / count to nearest, ties away from zero), on stored values. Matches ::AveragePool.
void average_pool_int8(const WindowShape& shape, const OutputRange& range, const std::int8_t* input,
                       std::int8_t* output);

// The mean over `count` values laid out as [outer, count, inner]; every Mean over neighbouring axes is of
// this form.
struct MeanInt8 {
  std::int64_t outer = 1, count = 1, inner = 1;
  std::int32_t input_zero_point = 0;
  Multiplier multiplier;  // of `mean_multiplier`
  OutputRange output;
  Rounding rounding = Rounding::Double;
};

// input scale / output scale / count, as tflite-micro rounds it (QuantizedMeanOrSum): the multiplier of the
// ratio of scales, its fraction shifted left by ⌊log2 count⌋ and divided, rounding down.
Multiplier mean_multiplier(double scale_ratio, std::int64_t count);

// output = store(scaled(Σ input − count · zero_point)). `sums`: working space for `inner` values.
void mean_int8(const MeanInt8& mean, const std::int8_t* input, std::int8_t* output, std::int32_t* sums);

}  // namespace tinsmith::kernels
