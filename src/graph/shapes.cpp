#include "graph/shapes.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "graph/operators.h"

namespace tinsmith::graph {
namespace {

using Shapes = Result<std::vector<Shape>>;

// Access to the operator's input tensors, for the shape functions.
struct Inputs {
  const Graph& graph;
  const Operator& op;
  const Shape& shape(std::size_t index) const { return graph.tensor(op.inputs[index]).shape; }
  bool has(std::size_t index) const { return op.input(index) != kNoTensor; }
};

Result<Done> expect_rank(const Inputs& in, std::size_t index, std::size_t rank) {
  if (in.shape(index).size() != rank)
    return fail(Fault::InvalidInput, "input {} has shape {}; {} dimensions are expected", index,
                format_shape(in.shape(index)), rank);
  return Done{};
}

Result<Done> expect_vector(const Inputs& in, std::size_t index, std::int32_t size) {
  if (in.has(index) && element_count(in.shape(index)) != size)
    return fail(Fault::InvalidInput, "input {} has shape {}; {} values are expected", index,
                format_shape(in.shape(index)), size);
  return Done{};
}

Result<std::int32_t> walked(std::int32_t input, std::int32_t filter, std::int32_t stride,
                            std::int32_t dilation, std::int32_t before, std::int32_t after) {
  if (filter < 1 || stride < 1 || dilation < 1 || before < 0 || after < 0)
    return fail(Fault::InvalidInput,
                "filter {}, stride {} and dilation {} must be at least 1, padding {}+{} at least 0", filter,
                stride, dilation, before, after);
  const std::int64_t reach = std::int64_t{filter - 1} * dilation + 1;
  const std::int64_t room = std::int64_t{input} + before + after - reach;
  if (room < 0)
    return fail(Fault::InvalidInput,
                "a filter that reaches over {} does not fit an input of {} with padding {}+{}", reach, input,
                before, after);
  return static_cast<std::int32_t>(room / stride + 1);
}

Result<Shape> windowed(const Shape& input, std::int32_t filter_height, std::int32_t filter_width,
                       const Window& window, std::int32_t channels) {
  TRY(const auto height, walked(input[1], filter_height, window.stride_height, window.dilation_height,
                                window.padding.top, window.padding.bottom));
  TRY(const auto width, walked(input[2], filter_width, window.stride_width, window.dilation_width,
                               window.padding.left, window.padding.right));
  return Shape{input[0], height, width, channels};
}

// Returns `size` + `more` as the size of an axis; refuses sizes that no tensor can have.
Result<std::int32_t> grown(std::int32_t size, std::int64_t more) {
  const std::int64_t sum = size + more;
  if (sum > std::numeric_limits<std::int32_t>::max())
    return fail(Fault::InvalidInput, "an axis of {} would grow by {}", size, more);
  return static_cast<std::int32_t>(sum);
}

Shapes only(Shape shape) {
  return std::vector<Shape>{std::move(shape)};
}

Shapes shapes(const Inputs& in, const Conv2d& conv) {
  TRY_DONE(expect_rank(in, 0, 4));
  TRY_DONE(expect_rank(in, 1, 4));
  const Shape& weights = in.shape(1);
  if (weights[3] != in.shape(0)[3])
    return fail(Fault::InvalidInput, "the input has {} channels, the weights expect {}", in.shape(0)[3],
                weights[3]);
  TRY_DONE(expect_vector(in, 2, weights[0]));
  TRY(auto shape, windowed(in.shape(0), weights[1], weights[2], conv.window, weights[0]));
  return only(std::move(shape));
}

Shapes shapes(const Inputs& in, const DepthwiseConv2d& conv) {
  TRY_DONE(expect_rank(in, 0, 4));
  TRY_DONE(expect_rank(in, 1, 4));
  const Shape& weights = in.shape(1);
  const std::int64_t channels = std::int64_t{in.shape(0)[3]} * conv.depth_multiplier;
  if (weights[0] != 1 || weights[3] != channels)
    return fail(Fault::InvalidInput, "the weights are {}; 1 x height x width x {} is expected",
                format_shape(weights), channels);
  TRY_DONE(expect_vector(in, 2, weights[3]));
  TRY(auto shape, windowed(in.shape(0), weights[1], weights[2], conv.window, weights[3]));
  return only(std::move(shape));
}

Shapes shapes(const Inputs& in, const FullyConnected&) {
  TRY_DONE(expect_rank(in, 1, 2));
  const Shape& weights = in.shape(1);
  const std::int64_t values = element_count(in.shape(0));
  if (in.shape(0).empty() || values != std::int64_t{in.shape(0)[0]} * weights[1])
    return fail(Fault::InvalidInput, "the input is {}; {} values per sample are expected",
                format_shape(in.shape(0)), weights[1]);
  TRY_DONE(expect_vector(in, 2, weights[0]));
  return only({in.shape(0)[0], weights[0]});
}

Shapes shapes(const Inputs& in, const BatchNorm&) {
  if (in.shape(0).empty()) return fail(Fault::InvalidInput, "the input has no channels");
  for (std::size_t i = 1; i < 5; ++i) TRY_DONE(expect_vector(in, i, in.shape(0).back()));
  return only(in.shape(0));
}

template <class Pool>
Shapes pooled(const Inputs& in, const Pool& pool) {
  TRY_DONE(expect_rank(in, 0, 4));
  TRY(auto shape, windowed(in.shape(0), pool.filter_height, pool.filter_width, pool.window, in.shape(0)[3]));
  const Padding& padding = pool.window.padding;
  if (padding.top >= pool.filter_height || padding.bottom >= pool.filter_height ||
      padding.left >= pool.filter_width || padding.right >= pool.filter_width)
    return fail(Fault::InvalidInput,
                "the padding is as large as the filter, so some windows contain no pixel");
  return only(std::move(shape));
}
Shapes shapes(const Inputs& in, const AveragePool2d& pool) {
  return pooled(in, pool);
}
Shapes shapes(const Inputs& in, const MaxPool2d& pool) {
  return pooled(in, pool);
}

Shapes shapes(const Inputs& in, const Mean& mean) {
  Shape shape;
  const Shape& input = in.shape(0);
  for (const std::int32_t axis : mean.axes)
    if (axis < 0 || static_cast<std::size_t>(axis) >= input.size())
      return fail(Fault::InvalidInput, "axis {} of an input of shape {}", axis, format_shape(input));
  for (std::size_t i = 0; i < input.size(); ++i) {
    const bool reduced =
        std::find(mean.axes.begin(), mean.axes.end(), static_cast<std::int32_t>(i)) != mean.axes.end();
    if (!reduced)
      shape.push_back(input[i]);
    else if (mean.keep_dimensions)
      shape.push_back(1);
  }
  return only(std::move(shape));
}

Shapes broadcast(const Inputs& in) {
  const Shape &left = in.shape(0), &right = in.shape(1);
  Shape shape(std::max(left.size(), right.size()));
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto size_at = [&](const Shape& s) { return i < s.size() ? s[s.size() - 1 - i] : 1; };
    const std::int32_t a = size_at(left), b = size_at(right);
    if (a != b && a != 1 && b != 1)
      return fail(Fault::InvalidInput, "{} and {} do not broadcast", format_shape(left), format_shape(right));
    shape[shape.size() - 1 - i] = a == 1 ? b : a;
  }
  return only(std::move(shape));
}
Shapes shapes(const Inputs& in, const Add&) {
  return broadcast(in);
}
Shapes shapes(const Inputs& in, const Sub&) {
  return broadcast(in);
}
Shapes shapes(const Inputs& in, const Mul&) {
  return broadcast(in);
}

Shapes shapes(const Inputs& in, const Relu&) {
  return only(in.shape(0));
}
Shapes shapes(const Inputs& in, const Relu6&) {
  return only(in.shape(0));
}
Shapes shapes(const Inputs& in, const LeakyRelu&) {
  return only(in.shape(0));
}
Shapes shapes(const Inputs& in, const Logistic&) {
  return only(in.shape(0));
}
Shapes shapes(const Inputs& in, const FakeQuantize&) {
  return only(in.shape(0));
}
Shapes shapes(const Inputs& in, const Dropout&) {
  return only(in.shape(0));
}
Shapes shapes(const Inputs& in, const Quantize&) {
  return only(in.shape(0));
}
Shapes shapes(const Inputs& in, const Dequantize&) {
  return only(in.shape(0));
}
Shapes shapes(const Inputs& in, const Softmax&) {
  if (in.shape(0).empty()) return fail(Fault::InvalidInput, "a scalar has no last axis");
  return only(in.shape(0));
}

Shapes shapes(const Inputs& in, const Reshape& reshape) {
  for (const std::int32_t size : reshape.shape)
    if (size < 1)
      return fail(Fault::InvalidInput, "the new shape {} has a size below 1", format_shape(reshape.shape));
  if (element_count(reshape.shape) != element_count(in.shape(0)))
    return fail(Fault::InvalidInput, "{} cannot become {}: they have {} and {} values",
                format_shape(in.shape(0)), format_shape(reshape.shape), element_count(in.shape(0)),
                element_count(reshape.shape));
  return only(reshape.shape);
}

Shapes shapes(const Inputs& in, const Transpose& transpose) {
  const Shape& input = in.shape(0);
  auto sorted = transpose.permutation;
  std::sort(sorted.begin(), sorted.end());
  std::vector<std::int32_t> expected(input.size());
  std::iota(expected.begin(), expected.end(), 0);
  if (sorted != expected)
    return fail(Fault::InvalidInput, "({}) is not an order of {} axes", format_shape(transpose.permutation),
                input.size());
  Shape shape;
  for (const std::int32_t axis : transpose.permutation)
    shape.push_back(input[static_cast<std::size_t>(axis)]);
  return only(std::move(shape));
}

Shapes shapes(const Inputs& in, const Concatenation& concatenation) {
  Shape shape = in.shape(0);
  if (concatenation.axis < 0 || static_cast<std::size_t>(concatenation.axis) >= shape.size())
    return fail(Fault::InvalidInput, "axis {} of an input of shape {}", concatenation.axis,
                format_shape(shape));
  const auto axis = static_cast<std::size_t>(concatenation.axis);
  for (std::size_t i = 1; i < in.op.inputs.size(); ++i) {
    Shape other = in.shape(i);
    if (other.size() != shape.size())
      return fail(Fault::InvalidInput, "{} and {} cannot be joined", format_shape(shape),
                  format_shape(other));
    const std::int32_t size = other[axis];
    other[axis] = shape[axis];
    if (other != shape)
      return fail(Fault::InvalidInput, "{} and {} cannot be joined along axis {}", format_shape(in.shape(0)),
                  format_shape(in.shape(i)), axis);
    TRY(shape[axis], grown(shape[axis], size));
  }
  return only(std::move(shape));
}

Shapes shapes(const Inputs& in, const Split& split) {
  const Shape& input = in.shape(0);
  if (split.axis < 0 || static_cast<std::size_t>(split.axis) >= input.size())
    return fail(Fault::InvalidInput, "axis {} of an input of shape {}", split.axis, format_shape(input));
  const auto axis = static_cast<std::size_t>(split.axis);
  std::vector<Shape> shapes;
  std::int64_t total = 0;
  for (const std::int32_t size : split.sizes) {
    if (size < 1) return fail(Fault::InvalidInput, "a part of {} along axis {}", size, axis);
    total += size;
    shapes.push_back(input);
    shapes.back()[axis] = size;
  }
  if (total != input[axis])
    return fail(Fault::InvalidInput, "the parts hold {} along axis {}, the input {}", total, axis,
                input[axis]);
  return shapes;
}

Shapes shapes(const Inputs& in, const Pad& pad) {
  Shape shape = in.shape(0);
  if (pad.amounts.size() != shape.size())
    return fail(Fault::InvalidInput, "padding for {} axes on an input of shape {}", pad.amounts.size(),
                format_shape(shape));
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (pad.amounts[i].first < 0 || pad.amounts[i].second < 0)
      return fail(Fault::InvalidInput, "padding {}+{} along axis {}", pad.amounts[i].first,
                  pad.amounts[i].second, i);
    TRY(shape[i], grown(shape[i], std::int64_t{pad.amounts[i].first} + pad.amounts[i].second));
  }
  return only(std::move(shape));
}

Shapes shapes(const Inputs& in, const StridedSlice& slice) {
  const Shape& input = in.shape(0);
  if (slice.begin.size() != input.size() || slice.end.size() != input.size() ||
      slice.strides.size() != input.size())
    return fail(Fault::InvalidInput, "a slice of {} axes on an input of shape {}", slice.begin.size(),
                format_shape(input));
  Shape shape;
  for (std::size_t i = 0; i < input.size(); ++i) {
    if (slice.begin[i] < 0 || slice.end[i] > input[i] || slice.begin[i] >= slice.end[i] ||
        slice.strides[i] < 1)
      return fail(Fault::InvalidInput, "slice {}:{}:{} along axis {} of size {}", slice.begin[i],
                  slice.end[i], slice.strides[i], i, input[i]);
    const std::int32_t size = (slice.end[i] - slice.begin[i] + slice.strides[i] - 1) / slice.strides[i];
    const bool removed = std::find(slice.removed_axes.begin(), slice.removed_axes.end(),
                                   static_cast<std::int32_t>(i)) != slice.removed_axes.end();
    if (removed && size != 1)
      return fail(Fault::InvalidInput, "axis {} keeps {} values and cannot be dropped", i, size);
    if (!removed) shape.push_back(size);
  }
  return only(std::move(shape));
}

Shapes shapes(const Inputs& in, const ResizeNearest& resize) {
  TRY_DONE(expect_rank(in, 0, 4));
  if (resize.height < 1 || resize.width < 1)
    return fail(Fault::InvalidInput, "a new size of {}x{}", resize.width, resize.height);
  return only({in.shape(0)[0], resize.height, resize.width, in.shape(0)[3]});
}

}  // namespace

Result<std::vector<Shape>> output_shapes(const Graph& graph, const Operator& op) {
  const Inputs in{graph, op};
  const OperatorInfo& info = info_of(op);
  const auto count = static_cast<int>(op.inputs.size());
  if (count < info.inputs_min || (info.inputs_max != kAny && count > info.inputs_max))
    return fail(Fault::InvalidInput, "{} inputs; it takes {}", count, info.takes);
  for (std::size_t i = 0; i < op.inputs.size(); ++i)
    if (op.inputs[i] == kNoTensor && (static_cast<int>(i) < info.inputs_min || info.inputs_max == kAny))
      return fail(Fault::InvalidInput, "input {} is absent; it takes {}", i, info.takes);
  return std::visit([&](const auto& kind) { return shapes(in, kind); }, op.attributes);
}

}  // namespace tinsmith::graph
