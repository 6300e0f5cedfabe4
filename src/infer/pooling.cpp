// Pooling and Mean.
#include "kernels/int8/pooling.h"

#include <algorithm>
#include <cmath>

#include "infer/float_reference.h"
#include "infer/prepare.h"
#include "infer/requirements.h"
#include "infer/view.h"

namespace tinsmith::infer {
namespace {

using graph::ElementType;

using Int8Pool = void (*)(const kernels::WindowShape&, const kernels::OutputRange&, const std::int8_t*,
                          std::int8_t*);
using FloatPool = void (*)(const kernels::WindowShape&, RealRange, const float*, float*);

// Max number of values in a sum. Each differs from the zero point by less than 2^8, so larger sums
// could exceed int32.
constexpr std::int64_t kMaxSum_values = std::int64_t{1} << 22;

// tflite-micro accepts this difference between the scales of a pool's input and output, and
// copies values unchanged.
constexpr float kPoolScaleTolerance = 1e-6f;

Result<Step> int8_pool(const Request& request, const kernels::WindowShape& shape,
                       graph::Activation activation, Int8Pool pool) {
  TRY_DONE(expect_type(request.input(), ElementType::Int8));
  TRY_DONE(expect_type(request.output(), ElementType::Int8));
  TRY(const Affine input, affine_of(request.input()));
  TRY(const Affine output, affine_of(request.output()));
  if (input.zero_point != output.zero_point || std::abs(input.scale - output.scale) > kPoolScaleTolerance)
    return fail(Fault::Unsupported,
                "its input has scale {} and zero point {}, its output {} and {}; a pool cannot rescale",
                input.scale, input.zero_point, output.scale, output.zero_point);
  const kernels::OutputRange range = output_range(output, activation);
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[=](const Memory& memory) {
    pool(shape, range, memory.read<std::int8_t>(from), memory.write<std::int8_t>(to));
  }};
}

template <class Pool>
Result<Step> pool_step(const Request& request, const Pool& pool, Int8Pool int8_function,
                       FloatPool float_function) {
  if (pool.window.dilation_height != 1 || pool.window.dilation_width != 1)
    return fail(Fault::Unsupported, "a pool with dilation {}x{}; 1x1 is expected",
                pool.window.dilation_height, pool.window.dilation_width);
  if (std::int64_t{pool.filter_height} * pool.filter_width > kMaxSum_values)
    return fail(Fault::Unsupported, "a window of {}x{} is too large", pool.filter_height, pool.filter_width);
  TRY(const auto shape, window_shape(request.input().shape, request.output().shape, pool.filter_height,
                                     pool.filter_width, pool.window));
  if (!request.is_float()) return int8_pool(request, shape, pool.activation, int8_function);
  TRY_DONE(expect_type(request.output(), ElementType::Float32));
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[=, range = real_range(pool.activation)](const Memory& memory) {
    float_function(shape, range, memory.read<float>(from), memory.write<float>(to));
  }};
}

// Mean over adjacent axes, as the layout [outer, count, inner].
struct MeanShape {
  std::int64_t outer = 1, count = 1, inner = 1;
};

Result<MeanShape> mean_shape(const graph::Shape& shape, const std::vector<std::int32_t>& axes) {
  MeanShape mean;
  const auto is_reduced = [&](std::size_t axis) {
    return std::find(axes.begin(), axes.end(), static_cast<std::int32_t>(axis)) != axes.end() ||
           shape[axis] == 1;
  };
  bool reducing = false, done = false;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (shape[axis] == 1) continue;
    const bool reduced = is_reduced(axis);
    if (reduced && done)
      return fail(Fault::Unsupported, "it takes the mean over axes that are not neighbours");
    done = done || (reducing && !reduced);
    reducing = reducing || reduced;
    (reduced ? mean.count : reducing ? mean.inner : mean.outer) *= shape[axis];
  }
  return mean;
}

Result<Step> int8_mean(const Request& request, const MeanShape& shape) {
  TRY_DONE(expect_type(request.input(), ElementType::Int8));
  TRY_DONE(expect_type(request.output(), ElementType::Int8));
  TRY(const Affine input, affine_of(request.input()));
  TRY(const Affine output, affine_of(request.output()));
  if (shape.count > kMaxSum_values) return fail(Fault::Unsupported, "a mean over {} values", shape.count);
  const double ratio = double{input.scale} / double{output.scale};
  TRY_DONE(multiplier_of(ratio, shape.count * 255, "the ratio of its scales"));
  kernels::MeanInt8 mean{shape.outer,
                         shape.count,
                         shape.inner,
                         input.zero_point,
                         kernels::mean_multiplier(ratio, shape.count),
                         output_range(output, graph::Activation::None),
                         request.options.rounding};
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0], sums = request.working;
  return Step{[=](const Memory& memory) {
                kernels::mean_int8(mean, memory.read<std::int8_t>(from), memory.write<std::int8_t>(to),
                                   memory.write<std::int32_t>(sums));
              },
              mean.inner * static_cast<std::int64_t>(sizeof(std::int32_t))};
}

}  // namespace

Result<Step> prepare_step(const Request& request, const graph::AveragePool2d& pool) {
  return pool_step(request, pool, kernels::average_pool_int8, average_pool_reference);
}

Result<Step> prepare_step(const Request& request, const graph::MaxPool2d& pool) {
  return pool_step(request, pool, kernels::max_pool_int8, max_pool_reference);
}

Result<Step> prepare_step(const Request& request, const graph::Mean& mean) {
  TRY(const MeanShape shape, mean_shape(request.input().shape, mean.axes));
  if (!request.is_float()) return int8_mean(request, shape);
  TRY_DONE(expect_type(request.output(), ElementType::Float32));
  const BufferId from = request.op.inputs[0], to = request.op.outputs[0];
  return Step{[=](const Memory& memory) {
    const float* input = memory.read<float>(from);
    float* output = memory.write<float>(to);
    for (std::int64_t outer = 0; outer < shape.outer; ++outer, output += shape.inner) {
      std::fill(output, output + shape.inner, 0.0f);
      for (std::int64_t i = 0; i < shape.count; ++i)
        for (std::int64_t inner = 0; inner < shape.inner; ++inner) output[inner] += *input++;
      for (std::int64_t inner = 0; inner < shape.inner; ++inner)
        output[inner] /= static_cast<float>(shape.count);
    }
  }};
}

}  // namespace tinsmith::infer
