// Element-wise operators, softmax, and batch normalization in inference.
#include "kernels/int8/activation.h"

#include <algorithm>
#include <cmath>

#include "infer/prepare.h"
#include "infer/requirements.h"

namespace tinsmith::infer {
namespace {

using graph::ElementType;

std::int64_t value_count(const Request& request) {
  return graph::element_count(request.input().shape);
}

// A step that computes output = function(input) for each float.
template <class Function>
Result<Step> float_step(const Request& request, const Function& function) {
  TRY_DONE(expect_type(request.output(), ElementType::Float32));
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[=, count = value_count(request)](const Memory& memory) {
    std::transform(memory.read<float>(from), memory.read<float>(from) + count, memory.write<float>(to),
                   function);
  }};
}

// A step that computes output = function(input) for each int8 value. The fast path uses a precomputed table.
template <class Function>
Result<Step> int8_step(const Request& request, const Function& function) {
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  const std::int64_t count = value_count(request);
  if (request.options.path == Path::Fast)
    return Step{[=, table = kernels::table_of(function)](const Memory& memory) {
      kernels::look_up(table, memory.read<std::int8_t>(from), memory.write<std::int8_t>(to), count);
    }};
  return Step{[=](const Memory& memory) {
    std::transform(memory.read<std::int8_t>(from), memory.read<std::int8_t>(from) + count,
                   memory.write<std::int8_t>(to), function);
  }};
}

struct Int8Ends {
  Affine input, output;
};

Result<Int8Ends> int8_ends(const Request& request) {
  TRY_DONE(expect_type(request.input(), ElementType::Int8));
  TRY_DONE(expect_type(request.output(), ElementType::Int8));
  Int8Ends ends;
  TRY(ends.input, affine_of(request.input()));
  TRY(ends.output, affine_of(request.output()));
  return ends;
}

// Checks the quantization of probabilities: scale 1/256 and zero point −128, whatever the values are.
Result<Done> expect_probabilities(Affine output, std::string_view name) {
  if (output.scale != 1.0f / 256 || output.zero_point != -128)
    return fail(Fault::Unsupported,
                "the output of {} has scale {} and zero point {}; 1/256 and -128 are expected", name,
                output.scale, output.zero_point);
  return Done{};
}

constexpr std::int64_t kMaxDifference = 255;  // max difference of two int8 values

// Returns the ratio of two scales, computed in float as in tflite-micro's activations.
double float_ratio(float numerator, float denominator) {
  return double{numerator / denominator};
}

}  // namespace

Result<Step> prepare_step(const Request& request, const graph::Relu&) {
  if (request.is_float()) return float_step(request, [](float x) { return std::max(x, 0.0f); });
  TRY(const Int8Ends ends, int8_ends(request));
  TRY(const auto multiplier, multiplier_of(float_ratio(ends.input.scale, ends.output.scale), kMaxDifference,
                                           "the ratio of its scales"));
  return int8_step(request, kernels::RequantizeInt8{ends.input.zero_point, multiplier,
                                                    output_range(ends.output, graph::Activation::Relu),
                                                    request.options.rounding});
}

// int8: clamps between the stored 0 and the stored 6; tflite-micro's Relu6Quantized does not rescale.
Result<Step> prepare_step(const Request& request, const graph::Relu6&) {
  if (request.is_float()) return float_step(request, [](float x) { return std::clamp(x, 0.0f, 6.0f); });
  TRY(const Int8Ends ends, int8_ends(request));
  TRY_DONE(expect_same_meaning(request.input(), request.output()));
  const kernels::OutputRange range = output_range(ends.output, graph::Activation::Relu6);
  return int8_step(request, [range](std::int32_t x) {
    return static_cast<std::int8_t>(std::clamp(x, range.minimum, range.maximum));
  });
}

Result<Step> prepare_step(const Request& request, const graph::LeakyRelu& leaky) {
  if (request.is_float())
    return float_step(request, [alpha = leaky.alpha](float x) { return x > 0 ? x : alpha * x; });
  TRY(const Int8Ends ends, int8_ends(request));
  kernels::LeakyReluInt8 function;
  function.input_zero_point = ends.input.zero_point;
  const double alpha = float_ratio(ends.input.scale * leaky.alpha, ends.output.scale);
  TRY(function.identity, multiplier_of(float_ratio(ends.input.scale, ends.output.scale), kMaxDifference,
                                       "the ratio of its scales"));
  TRY(function.alpha, multiplier_of(std::abs(alpha), kMaxDifference, "alpha times the ratio of its scales"));
  function.alpha_is_negative = alpha < 0;
  function.output = output_range(ends.output, graph::Activation::None);
  function.rounding = request.options.rounding;
  return int8_step(request, function);
}

Result<Step> prepare_step(const Request& request, const graph::Logistic&) {
  if (request.is_float()) return float_step(request, [](float x) { return 1 / (1 + std::exp(-x)); });
  TRY(const Int8Ends ends, int8_ends(request));
  TRY_DONE(expect_probabilities(ends.output, "logistic"));
  // For larger scales the multiplier would overflow, and every output would be 0 or 1 anyway.
  constexpr float kMaxScale = 16;
  if (ends.input.scale >= kMaxScale)
    return fail(Fault::Unsupported, "its input has the scale {}; less than {} is expected", ends.input.scale,
                kMaxScale);
  return int8_step(
      request, kernels::logistic_of_scale(ends.input.scale, ends.input.zero_point, request.options.rounding));
}

namespace {

void softmax_float(const float* input, float* output, std::int64_t rows, std::int32_t depth, float beta) {
  for (std::int64_t row = 0; row < rows; ++row, input += depth, output += depth) {
    const float largest = *std::max_element(input, input + depth);
    float sum = 0;
    for (std::int32_t c = 0; c < depth; ++c) sum += output[c] = std::exp((input[c] - largest) * beta);
    for (std::int32_t c = 0; c < depth; ++c) output[c] /= sum;
  }
}

Result<Step> softmax_int8_step(const Request& request, std::int64_t rows, std::int32_t depth, float beta) {
  TRY(const Int8Ends ends, int8_ends(request));
  TRY_DONE(expect_probabilities(ends.output, "softmax"));
  constexpr std::int32_t kMaxDepth = 1 << 12;  // their exps are summed with 12 integer bits
  if (depth >= kMaxDepth)
    return fail(Fault::Unsupported, "softmax over {} values; fewer than {} are expected", depth, kMaxDepth);
  const double real = double{beta} * double{ends.input.scale};
  if (!(real * (1 << 26) > 1))
    return fail(Fault::Unsupported, "beta times the input's scale is {}; more than 2^-26 is expected", real);
  kernels::SoftmaxInt8 softmax = kernels::softmax_of_scale(ends.input.scale, beta, request.options.rounding);
  softmax.rows = rows;
  softmax.depth = depth;
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[=](const Memory& memory) {
    kernels::softmax_int8(softmax, memory.read<std::int8_t>(from), memory.write<std::int8_t>(to));
  }};
}

}  // namespace

Result<Step> prepare_step(const Request& request, const graph::Softmax& softmax) {
  const std::int32_t depth = request.input().shape.back();
  const std::int64_t rows = value_count(request) / depth;
  if (!request.is_float()) return softmax_int8_step(request, rows, depth, softmax.beta);
  TRY_DONE(expect_type(request.output(), ElementType::Float32));
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[=, beta = softmax.beta](const Memory& memory) {
    softmax_float(memory.read<float>(from), memory.write<float>(to), rows, depth, beta);
  }};
}

// y = gamma · (x − mean) / √(variance + epsilon) + beta, as one factor and one offset per channel.
Result<Step> prepare_step(const Request& request, const graph::BatchNorm& norm) {
  std::vector<std::vector<float>> parameters;  // gamma, beta, mean, variance
  for (std::size_t i = 0; i < 5; ++i) {
    TRY_DONE(expect_type(request.input(i), ElementType::Float32));
    if (i == 0) continue;
    if (!request.input(i).is_constant)
      return fail(Fault::Unsupported, "'{}' is computed by the graph; a constant is expected",
                  request.input(i).name);
    parameters.push_back(graph::float_values(request.input(i)));
  }
  TRY_DONE(expect_type(request.output(), ElementType::Float32));
  std::vector<float> factors, summands;
  for (std::size_t c = 0; c < parameters[0].size(); ++c) {
    const float factor = parameters[0][c] / std::sqrt(parameters[3][c] + norm.epsilon);
    factors.push_back(factor);
    summands.push_back(parameters[1][c] - parameters[2][c] * factor);
  }
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[=, count = static_cast<std::size_t>(value_count(request))](const Memory& memory) {
    const float* input = memory.read<float>(from);
    float* output = memory.write<float>(to);
    for (std::size_t i = 0; i < count; i += factors.size())
      for (std::size_t c = 0; c < factors.size(); ++c)
        output[i + c] = input[i + c] * factors[c] + summands[c];
  }};
}

}  // namespace tinsmith::infer
