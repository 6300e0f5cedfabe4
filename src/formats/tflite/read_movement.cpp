// Reads the operators that move values without changing them: pad, reshape, slice, …
#include <algorithm>
#include <cmath>
#include <limits>

#include "formats/tflite/read_operator.h"

namespace tinsmith::formats {
namespace {

using graph::ElementType;
using graph::Shape;

Result<Done> expect_count(const std::vector<std::int32_t>& values, std::size_t count, std::string_view what) {
  if (values.size() != count)
    return fail(Fault::Corrupt, "it has {} values for {}; {} are expected", values.size(), what, count);
  return Done{};
}

Result<std::int32_t> single(const std::vector<std::int32_t>& values, std::string_view what) {
  TRY_DONE(expect_count(values, 1, what));
  return values[0];
}

// Resolves a new shape as files write it: at most one −1, which is inferred.
Result<Shape> resolve_shape(const std::vector<std::int32_t>& sizes, const Shape& input) {
  std::int64_t known = 1, unknown = -1;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    if (sizes[i] == -1 && unknown < 0) {
      unknown = static_cast<std::int64_t>(i);
      continue;
    }
    if (sizes[i] < 1) return fail(Fault::Corrupt, "the new shape has a size of {}", sizes[i]);
    known *= sizes[i];
    if (known > std::numeric_limits<std::int32_t>::max())
      return fail(Fault::Corrupt, "the new shape has more than {} values",
                  std::numeric_limits<std::int32_t>::max());
  }
  Shape shape = sizes;
  if (unknown < 0) return shape;
  const std::int64_t values = graph::element_count(input);
  if (values % known != 0)
    return fail(Fault::Corrupt, "{} values of shape {} do not divide by {}", values,
                graph::format_shape(input), known);
  shape[static_cast<std::size_t>(unknown)] = static_cast<std::int32_t>(values / known);
  return shape;
}

// One axis of a STRIDED_SLICE, with the rules of Python's slices.
struct Slice {
  std::int32_t begin, end, stride;
};
Result<Slice> resolve_slice(std::int32_t size, Slice slice, bool begin_open, bool end_open, bool shrink) {
  if (slice.stride < 1)
    return fail(Fault::Unsupported, "it steps by {}; 1 or more is supported", slice.stride);
  const auto from_end = [&](std::int32_t at) { return std::clamp(at < 0 ? at + size : at, 0, size); };
  const std::int32_t begin = begin_open ? 0 : from_end(slice.begin);
  if (shrink) return Slice{begin, begin + 1, 1};
  return Slice{begin, end_open ? size : from_end(slice.end), slice.stride};
}

Result<graph::StridedSlice> resolve_slices(const OperatorReading& reading,
                                           const schema::StridedSliceOptions& options) {
  const Shape& shape = reading.input(0).shape;
  TRY(const auto begin, reading.integers(1, "the begins"));
  TRY(const auto end, reading.integers(2, "the ends"));
  TRY(const auto strides, reading.integers(3, "the strides"));
  if (begin.size() > shape.size())
    return fail(Fault::Corrupt, "it slices {} axes of a shape {}", begin.size(), graph::format_shape(shape));
  TRY_DONE(expect_count(end, begin.size(), "the ends"));
  TRY_DONE(expect_count(strides, begin.size(), "the strides"));
  graph::StridedSlice slice;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const auto is_set = [&](std::int32_t mask) { return i < begin.size() && (mask >> i & 1) != 0; };
    const Slice whole{0, shape[i], 1};
    TRY(const auto axis,
        resolve_slice(shape[i], i < begin.size() ? Slice{begin[i], end[i], strides[i]} : whole,
                      is_set(options.begin_mask()), is_set(options.end_mask()),
                      is_set(options.shrink_axis_mask())));
    slice.begin.push_back(axis.begin);
    slice.end.push_back(axis.end);
    slice.strides.push_back(axis.stride);
    if (is_set(options.shrink_axis_mask())) slice.removed_axes.push_back(static_cast<std::int32_t>(i));
  }
  return slice;
}

Result<std::vector<std::pair<std::int32_t, std::int32_t>>> read_amounts(const OperatorReading& reading) {
  TRY(const auto amounts, reading.integers(1, "the amounts"));
  TRY_DONE(expect_count(amounts, 2 * reading.input(0).shape.size(), "the amounts"));
  std::vector<std::pair<std::int32_t, std::int32_t>> pairs;
  for (std::size_t i = 0; i < amounts.size(); i += 2) pairs.emplace_back(amounts[i], amounts[i + 1]);
  return pairs;
}

// Returns the only value of a constant as a real number.
Result<float> real_value(const graph::Tensor& tensor) {
  const auto& quantization = tensor.quantization;
  if (!tensor.is_constant) return fail(Fault::Unsupported, "'{}' is known only at run time", tensor.name);
  if (tensor.data.size() != graph::size_bytes(tensor.type))
    return fail(Fault::Corrupt, "'{}' holds {} bytes; one value is expected", tensor.name,
                tensor.data.size());
  if (tensor.type == ElementType::Float32) return values_of<float>(tensor.data)[0];
  if (tensor.type != ElementType::Int8 || quantization.scales.size() != 1)
    return fail(Fault::Unsupported, "'{}' is {}; float32 or quantized int8 is supported", tensor.name,
                graph::name_of(tensor.type));
  const auto stored = values_of<std::int8_t>(tensor.data)[0];
  return quantization.scales[0] * static_cast<float>(stored - quantization.zero_points[0]);
}

}  // namespace

Result<Done> read_reshape(const OperatorReading& reading) {
  std::vector<std::int32_t> sizes;
  if (reading.has(1)) {
    TRY(sizes, reading.integers(1, "the sizes"));
  } else {
    const auto* options = reading.source.builtin_options_as_ReshapeOptions();
    if (options == nullptr || options->new_shape() == nullptr)
      return fail(Fault::Corrupt, "its new shape is neither an input nor an option");
    if (options->new_shape()->size() > kMaxIntegers)
      return fail(Fault::Corrupt, "its new shape has {} sizes", options->new_shape()->size());
    sizes.assign(options->new_shape()->begin(), options->new_shape()->end());
  }
  TRY(auto shape, resolve_shape(sizes, reading.input(0).shape));
  reading.append(graph::Reshape{std::move(shape)}, 1);
  return Done{};
}

Result<Done> read_static_reshape(const OperatorReading& reading) {
  reading.append(graph::Reshape{reading.output().shape}, 1);
  return Done{};
}

Result<Done> read_shape(const OperatorReading& reading) {
  return reading.fold(reading.input(0).shape);
}

Result<Done> read_pack(const OperatorReading& reading) {
  std::vector<std::int32_t> values;
  for (std::size_t i = 0; i < reading.inputs.size(); ++i) {
    if (!reading.has(i)) return fail(Fault::Corrupt, "its input {} is missing", i);
    TRY(const auto part, reading.integers(i, "the parts"));
    TRY(const auto value, single(part, "a part"));
    values.push_back(value);
  }
  return reading.fold(values);
}

Result<Done> read_strided_slice(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::StridedSliceOptions>(reading));
  if (options->ellipsis_mask() != 0 || options->new_axis_mask() != 0 || options->offset())
    return fail(Fault::Unsupported,
                "it uses ellipsis mask {}, new axis mask {}, offset {}; none is supported",
                options->ellipsis_mask(), options->new_axis_mask(), options->offset());
  TRY(auto slice, resolve_slices(reading, *options));
  const graph::Tensor& input = reading.input(0);
  if (!input.is_constant) {
    reading.append(std::move(slice), 1);
    return Done{};
  }
  TRY(const auto values, reading.integers(0, "the sliced values"));
  if (input.shape.size() != 1) return fail(Fault::Unsupported, "it slices a constant of several dimensions");
  std::vector<std::int32_t> kept;
  for (std::int32_t i = slice.begin[0]; i < slice.end[0] && i < input.shape[0]; i += slice.strides[0])
    kept.push_back(values[static_cast<std::size_t>(i)]);
  return reading.fold(kept);
}

Result<Done> read_split(const OperatorReading& reading) {
  TRY(const auto axes, reading.integers(0, "the axis"));
  TRY(const auto written, single(axes, "the axis"));
  const Shape& shape = reading.input(1).shape;
  TRY(const auto axis, OperatorReading::resolve_axis(written, shape.size()));
  const auto parts = static_cast<std::int32_t>(reading.outputs.size());
  const std::int32_t size = shape[static_cast<std::size_t>(axis)];
  if (size % parts != 0) return fail(Fault::Corrupt, "it splits {} into {} equal parts", size, parts);
  reading.append_from(graph::Split{axis, std::vector<std::int32_t>(reading.outputs.size(), size / parts)},
                      {reading.inputs[1]});
  return Done{};
}

Result<Done> read_split_v(const OperatorReading& reading) {
  TRY(auto sizes, reading.integers(1, "the sizes"));
  TRY(const auto axes, reading.integers(2, "the axis"));
  TRY(const auto written, single(axes, "the axis"));
  const Shape& shape = reading.input(0).shape;
  TRY(const auto axis, OperatorReading::resolve_axis(written, shape.size()));
  std::int64_t left = shape[static_cast<std::size_t>(axis)];
  for (const std::int32_t size : sizes) left -= std::max(size, 0);
  const auto open = std::find(sizes.begin(), sizes.end(), -1);
  if (open != sizes.end() && left >= 0) *open = static_cast<std::int32_t>(left);
  reading.append(graph::Split{axis, std::move(sizes)}, 1);
  return Done{};
}

Result<Done> read_pad(const OperatorReading& reading) {
  TRY(auto amounts, read_amounts(reading));
  reading.append(graph::Pad{std::move(amounts), 0}, 1);
  return Done{};
}

Result<Done> read_pad_v2(const OperatorReading& reading) {
  TRY(auto amounts, read_amounts(reading));
  TRY(const auto value, real_value(reading.input(2)));
  reading.append(graph::Pad{std::move(amounts), value}, 1);
  return Done{};
}

Result<Done> read_transpose(const OperatorReading& reading) {
  TRY(auto permutation, reading.integers(1, "the order of axes"));
  reading.append(graph::Transpose{std::move(permutation)}, 1);
  return Done{};
}

Result<Done> read_mean(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::ReducerOptions>(reading));
  TRY(const auto written, reading.integers(1, "the axes"));
  graph::Mean mean;
  mean.keep_dimensions = options->keep_dims();
  for (const std::int32_t axis : written) {
    TRY(const auto resolved, OperatorReading::resolve_axis(axis, reading.input(0).shape.size()));
    mean.axes.push_back(resolved);
  }
  std::sort(mean.axes.begin(), mean.axes.end());
  mean.axes.erase(std::unique(mean.axes.begin(), mean.axes.end()), mean.axes.end());
  reading.append(std::move(mean), 1);
  return Done{};
}

Result<Done> read_resize_nearest(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::ResizeNearestNeighborOptions>(reading));
  TRY(const auto size, reading.integers(1, "the new size"));
  TRY_DONE(expect_count(size, 2, "the new size"));
  reading.append(
      graph::ResizeNearest{size[0], size[1], options->align_corners(), options->half_pixel_centers()}, 1);
  return Done{};
}

Result<Done> read_concatenation(const OperatorReading& reading) {
  TRY(const auto* options, options_of<schema::ConcatenationOptions>(reading));
  graph::Concatenation join;
  TRY(join.axis, OperatorReading::resolve_axis(options->axis(), reading.input(0).shape.size()));
  TRY(join.activation, read_activation(options->fused_activation_function()));
  reading.append(join, reading.inputs.size());
  return Done{};
}

}  // namespace tinsmith::formats
