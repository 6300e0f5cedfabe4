// Quantize (float or integer → integer with another scale) and Dequantize.
#include <algorithm>
#include <cmath>
#include <limits>

#include "infer/prepare.h"
#include "infer/requirements.h"

namespace tinsmith::infer {
namespace {

using graph::ElementType;

// stored = round(real / scale) + zero point, in float, ties away from zero (tflite-micro's
// AffineQuantize). Values that float cannot represent exactly are far outside the type's range anyway. A
// NaN becomes the zero point.
template <class Stored>
Stored quantized(float real, Affine affine) {
  constexpr float kFar = 1 << 20;
  const float steps = std::round(real / affine.scale);
  const auto value = std::isnan(steps) ? 0 : static_cast<std::int32_t>(std::clamp(steps, -kFar, kFar));
  return static_cast<Stored>(std::clamp<std::int32_t>(
      value + affine.zero_point, std::numeric_limits<Stored>::min(), std::numeric_limits<Stored>::max()));
}

template <class From, class To, class Convert>
Step convert_step(const Request& request, const Convert& convert) {
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[=, count = graph::element_count(request.input().shape)](const Memory& memory) {
    std::transform(memory.read<From>(from), memory.read<From>(from) + count, memory.write<To>(to), convert);
  }};
}

// stored' = scaled(stored − zero point, scale / scale') + zero point' (tflite-micro's Requantize).
template <class From, class To>
Result<Step> requantize_step(const Request& request) {
  TRY(const Affine input, affine_of(request.input()));
  TRY(const Affine output, affine_of(request.output()));
  TRY(const auto multiplier,
      multiplier_of(double{input.scale} / double{output.scale}, 255, "the ratio of its scales"));
  return convert_step<From, To>(request, [=, rounding = request.options.rounding](From value) {
    const std::int32_t result =
        kernels::scaled(value - input.zero_point, multiplier, rounding) + output.zero_point;
    return static_cast<To>(
        std::clamp<std::int32_t>(result, std::numeric_limits<To>::min(), std::numeric_limits<To>::max()));
  });
}

template <class To>
Result<Step> quantize_to(const Request& request) {
  switch (request.input().type) {
    case ElementType::Int8:
      return requantize_step<std::int8_t, To>(request);
    case ElementType::UInt8:
      return requantize_step<std::uint8_t, To>(request);
    default:
      break;
  }
  TRY_DONE(expect_type(request.input(), ElementType::Float32));
  TRY(const Affine output, affine_of(request.output()));
  return convert_step<float, To>(request, [output](float real) { return quantized<To>(real, output); });
}

template <class From>
Result<Step> dequantize_from(const Request& request) {
  TRY_DONE(expect_type(request.output(), ElementType::Float32));
  TRY(const Affine input, affine_of(request.input()));
  return convert_step<From, float>(request, [input](From value) {
    return static_cast<float>(double{input.scale} * (value - input.zero_point));
  });
}

}  // namespace

Result<Step> prepare_step(const Request& request, const graph::Quantize&) {
  if (request.output().type == ElementType::UInt8) return quantize_to<std::uint8_t>(request);
  TRY_DONE(expect_type(request.output(), ElementType::Int8));
  return quantize_to<std::int8_t>(request);
}

Result<Step> prepare_step(const Request& request, const graph::Dequantize&) {
  if (request.input().type == ElementType::UInt8) return dequantize_from<std::uint8_t>(request);
  TRY_DONE(expect_type(request.input(), ElementType::Int8));
  return dequantize_from<std::int8_t>(request);
}

}  // namespace tinsmith::infer
