// Add, Sub and Mul with broadcasting.
#include "kernels/int8/arithmetic_reference.h"

#include <algorithm>
#include <limits>

#include "infer/prepare.h"
#include "infer/requirements.h"
#include "infer/view.h"
#include "kernels/int8/arithmetic_fast.h"

namespace tinsmith::infer {
namespace {

using graph::ElementType;
using kernels::Broadcast;

// Returns the steps of a tensor along the axes of `output`; 0 where it repeats.
std::vector<std::int64_t> broadcast_steps(const graph::Shape& shape, const graph::Shape& output) {
  std::vector<std::int64_t> steps(output.size(), 0);
  const std::vector<std::int64_t> own = row_major_steps(shape);
  for (std::size_t i = 1; i <= shape.size(); ++i)
    if (shape[shape.size() - i] != 1) steps[output.size() - i] = own[shape.size() - i];
  return steps;
}

Result<Broadcast> broadcast_of(const Request& request) {
  const graph::Shape& shape = request.output().shape;
  const std::vector<std::int64_t> left = broadcast_steps(request.input(0).shape, shape);
  const std::vector<std::int64_t> right = broadcast_steps(request.input(1).shape, shape);
  Broadcast result;
  std::size_t at = kernels::kBroadcastAxes;  // the axis of `result` to fill next, starting from the last one
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    if (shape[axis] == 1) continue;
    const bool continues = at < kernels::kBroadcastAxes &&
                           left[axis] == result.left_steps[at] * result.sizes[at] &&
                           right[axis] == result.right_steps[at] * result.sizes[at];
    if (continues) {
      result.sizes[at] *= shape[axis];
      continue;
    }
    if (at == 0)
      return fail(Fault::Unsupported, "its inputs broadcast along more than {} axes",
                  kernels::kBroadcastAxes);
    --at;
    result.sizes[at] = shape[axis];
    result.left_steps[at] = left[axis];
    result.right_steps[at] = right[axis];
  }
  return result;
}

struct Int8Operands {
  Affine left, right, output;
};

Result<Int8Operands> int8_operands(const Request& request) {
  for (const graph::Tensor* tensor : {&request.input(0), &request.input(1), &request.output()})
    TRY_DONE(expect_type(*tensor, ElementType::Int8));
  Int8Operands operands;
  TRY(operands.left, affine_of(request.input(0)));
  TRY(operands.right, affine_of(request.input(1)));
  TRY(operands.output, affine_of(request.output()));
  return operands;
}

Result<Step> int8_sum(const Request& request, const Broadcast& shape, graph::Activation activation,
                      bool subtract) {
  TRY(const Int8Operands operands, int8_operands(request));
  // tflite-micro requires that the sum's multiplier is below 1, and computes it in float.
  const double common = 2 * double{std::max(operands.left.scale, operands.right.scale)};
  if (common > std::numeric_limits<float>::max() ||
      common >= static_cast<double>(1 << kernels::kSumExtraBits) * double{operands.output.scale})
    return fail(Fault::Unsupported, "the output's scale {} is too small beside the inputs' {} and {}",
                operands.output.scale, operands.left.scale, operands.right.scale);
  kernels::SumInt8 sum =
      kernels::sum_multipliers(operands.left.scale, operands.right.scale, operands.output.scale, subtract);
  sum.left_zero_point = operands.left.zero_point;
  sum.right_zero_point = operands.right.zero_point;
  sum.output = output_range(operands.output, activation);
  sum.rounding = request.options.rounding;
  const BufferId left = request.op.inputs[0], right = request.op.inputs[1], to = request.op.outputs[0];
  const bool fast = request.options.path == Path::Fast && kernels::suits_vectors(sum);
  return Step{[=, run = fast ? kernels::add_fast : kernels::add_reference](const Memory& memory) {
    run(sum, shape, memory.read<std::int8_t>(left), memory.read<std::int8_t>(right),
        memory.write<std::int8_t>(to));
  }};
}

Result<Step> int8_product(const Request& request, const Broadcast& shape, graph::Activation activation) {
  TRY(const Int8Operands operands, int8_operands(request));
  kernels::ProductInt8 product;
  product.left_zero_point = operands.left.zero_point;
  product.right_zero_point = operands.right.zero_point;
  const double real =
      double{operands.left.scale} * double{operands.right.scale} / double{operands.output.scale};
  TRY(product.multiplier, multiplier_of(real, 255 * 255, "the product of its scales"));
  product.output = output_range(operands.output, activation);
  product.rounding = request.options.rounding;
  const BufferId left = request.op.inputs[0], right = request.op.inputs[1], to = request.op.outputs[0];
  const bool fast = request.options.path == Path::Fast && kernels::suits_vectors(product);
  return Step{[=, run = fast ? kernels::multiply_fast : kernels::multiply_reference](const Memory& memory) {
    run(product, shape, memory.read<std::int8_t>(left), memory.read<std::int8_t>(right),
        memory.write<std::int8_t>(to));
  }};
}

template <class Combine>
Result<Step> float_step(const Request& request, const Broadcast& shape, graph::Activation activation,
                        const Combine& combine) {
  for (const graph::Tensor* tensor : {&request.input(1), &request.output()})
    TRY_DONE(expect_type(*tensor, ElementType::Float32));
  const BufferId left = request.op.inputs[0], right = request.op.inputs[1], to = request.op.outputs[0];
  return Step{[=, range = real_range(activation)](const Memory& memory) {
    const float *a = memory.read<float>(left), *b = memory.read<float>(right);
    float* output = memory.write<float>(to);
    kernels::for_each_row(
        shape, [&](std::int64_t left_offset, std::int64_t right_offset, std::int64_t output_offset) {
          for (std::int64_t i = 0; i < shape.sizes.back(); ++i)
            output[output_offset + i] = std::clamp(combine(a[left_offset + i * shape.left_steps.back()],
                                                           b[right_offset + i * shape.right_steps.back()]),
                                                   range.minimum, range.maximum);
        });
  }};
}

}  // namespace

Result<Step> prepare_step(const Request& request, const graph::Add& add) {
  TRY(const Broadcast shape, broadcast_of(request));
  if (request.is_float())
    return float_step(request, shape, add.activation, [](float a, float b) { return a + b; });
  return int8_sum(request, shape, add.activation, false);
}

Result<Step> prepare_step(const Request& request, const graph::Sub& sub) {
  TRY(const Broadcast shape, broadcast_of(request));
  if (request.is_float())
    return float_step(request, shape, sub.activation, [](float a, float b) { return a - b; });
  return int8_sum(request, shape, sub.activation, true);
}

Result<Step> prepare_step(const Request& request, const graph::Mul& mul) {
  TRY(const Broadcast shape, broadcast_of(request));
  if (request.is_float())
    return float_step(request, shape, mul.activation, [](float a, float b) { return a * b; });
  return int8_product(request, shape, mul.activation);
}

}  // namespace tinsmith::infer
