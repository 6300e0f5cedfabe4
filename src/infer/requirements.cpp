#include "infer/requirements.h"

#include <cmath>
#include <limits>

namespace tinsmith::infer {

using graph::ElementType;

Result<Affine> affine_of(const graph::Tensor& tensor) {
  const graph::Quantization& quantization = tensor.quantization;
  if (quantization.scales.size() != 1)
    return fail(Fault::InvalidInput,
                "'{}' has {} scales; one scale and zero point for the whole tensor are expected", tensor.name,
                quantization.scales.size());
  const std::int64_t zero_point = quantization.zero_points[0];
  const std::int64_t lowest = tensor.type == ElementType::UInt8 ? 0 : -128;
  if (zero_point < lowest || zero_point > lowest + 255)
    return fail(Fault::InvalidInput, "'{}' has the zero point {}, which {} cannot hold", tensor.name,
                zero_point, graph::name_of(tensor.type));
  return Affine{quantization.scales[0], static_cast<std::int32_t>(zero_point)};
}

Result<Done> expect_type(const graph::Tensor& tensor, ElementType type) {
  if (tensor.type != type)
    return fail(Fault::Unsupported, "'{}' is {}; {} is expected", tensor.name, graph::name_of(tensor.type),
                graph::name_of(type));
  return Done{};
}

Result<Done> expect_same_meaning(const graph::Tensor& input, const graph::Tensor& output) {
  TRY_DONE(expect_type(output, input.type));
  if (input.quantization != output.quantization)
    return fail(Fault::Unsupported,
                "'{}' and '{}' have different scales or zero points, but the operator only moves values; "
                "a quantize operator between them is expected",
                input.name, output.name);
  return Done{};
}

kernels::OutputRange output_range(Affine output, graph::Activation activation) {
  kernels::OutputRange range;
  range.zero_point = output.zero_point;
  if (activation == graph::Activation::None) return range;
  range.minimum = std::max(range.minimum, output.zero_point);
  if (activation == graph::Activation::Relu6) {
    // Very large for a tiny scale, so it is compared as float.
    const float six = std::round(6.0f / output.scale);
    if (six < static_cast<float>(range.maximum - output.zero_point))
      range.maximum = output.zero_point + static_cast<std::int32_t>(six);
  }
  return range;
}

RealRange real_range(graph::Activation activation) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  switch (activation) {
    case graph::Activation::Relu:
      return {0, kInfinity};
    case graph::Activation::Relu6:
      return {0, 6};
    case graph::Activation::None:
      break;
  }
  return {-kInfinity, kInfinity};
}

Result<kernels::Multiplier> multiplier_of(double real, std::int64_t max_input, std::string_view what) {
  // 2^31 minus more than any zero point, because the zero point is added afterwards.
  constexpr std::int64_t kMaxProduct = (std::int64_t{1} << 31) - 1024;
  const kernels::Multiplier multiplier =
      std::isfinite(real) ? kernels::quantize_multiplier(real) : kernels::Multiplier{0, 31};
  if (max_input > kMaxProduct >> std::max(multiplier.exponent, 0))
    return fail(Fault::Unsupported, "{} of {} times sums of up to {} does not fit 32 bits", what, real,
                max_input);
  return multiplier;
}

namespace {

// Checks that all rows that a filter of `filter` rows reads, from −padding to the last, are far inside int32.
bool stays_in_range(std::int32_t output, std::int32_t stride, std::int32_t filter, std::int32_t dilation,
                    std::int32_t padding) {
  constexpr std::int64_t kFar = std::int64_t{1} << 30;
  return padding < kFar && std::int64_t{output} * stride + std::int64_t{filter} * dilation < kFar;
}

}  // namespace

Result<kernels::WindowShape> window_shape(const graph::Shape& input, const graph::Shape& output,
                                          std::int32_t filter_height, std::int32_t filter_width,
                                          const graph::Window& window) {
  if (input[0] != 1)
    return fail(Fault::Unsupported, "a batch of {}; one picture at a time is expected", input[0]);
  if (!stays_in_range(output[1], window.stride_height, filter_height, window.dilation_height,
                      window.padding.top) ||
      !stays_in_range(output[2], window.stride_width, filter_width, window.dilation_width,
                      window.padding.left))
    return fail(Fault::Unsupported, "its strides, dilations or paddings are beyond 2^30");
  kernels::WindowShape shape;
  shape.input_height = input[1];
  shape.input_width = input[2];
  shape.input_channels = input[3];
  shape.output_height = output[1];
  shape.output_width = output[2];
  shape.output_channels = output[3];
  shape.filter_height = filter_height;
  shape.filter_width = filter_width;
  shape.stride_height = window.stride_height;
  shape.stride_width = window.stride_width;
  shape.dilation_height = window.dilation_height;
  shape.dilation_width = window.dilation_width;
  shape.padding_top = window.padding.top;
  shape.padding_left = window.padding.left;
  return shape;
}

}  // namespace tinsmith::infer
