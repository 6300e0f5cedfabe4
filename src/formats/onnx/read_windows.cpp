// Pools and resizes: windows that walk over pictures, without weights.
#include <cmath>

#include "formats/onnx/nearest.h"
#include "formats/onnx/reading.h"

namespace tinsmith::formats {
namespace {

using graph::Padding;
using graph::Shape;
using graph::TensorId;
using graph::Window;

constexpr std::int32_t kLargestStep = 1 << 15;  // of a filter: so that products of two stay within 32 bits
constexpr std::int32_t kLargestSide = 1 << 15;  // of a resized picture

// Two numbers, for height and width, or four.
Result<std::vector<std::int32_t>> steps(const NodeReading& reading, std::string_view name, std::size_t count,
                                        std::int32_t otherwise) {
  TRY(const auto values, reading.integers(name));
  if (values.empty()) return std::vector<std::int32_t>(count, otherwise);
  if (values.size() != count)
    return fail(Fault::Unsupported, "its {} are {} numbers; {}, for pictures, are supported", name,
                values.size(), count);
  std::vector<std::int32_t> result;
  for (const std::int64_t value : values) {
    if (value < 0 || value > kLargestStep) return fail(Fault::Corrupt, "its {} have a {}", name, value);
    result.push_back(static_cast<std::int32_t>(value));
  }
  return result;
}

Result<ValuePtr> picture_of(const NodeReading& reading) {
  TRY(const ValuePtr picture, reading.input(0));
  if (picture->shape.size() != 4)
    return fail(Fault::Unsupported, "its input has shape {}; pictures of 4 axes are supported",
                graph::format_shape(picture->shape));
  return picture;
}

// With ceil_mode, a last window that reaches beyond the padded picture counts, as long as it begins before
// its end.
std::int32_t reach_beyond(std::int32_t input, std::int32_t filter, std::int32_t stride, std::int32_t dilation,
                          std::int32_t before, std::int32_t after) {
  const std::int32_t reach = (filter - 1) * dilation + 1, room = input + before + after - reach;
  if (room < 0 || room % stride == 0) return 0;
  const std::int32_t start = (room / stride + 1) * stride;
  return start >= input + before ? 0 : start - room;
}

// Padding behind the last window does nothing, but some exporters write it.
std::int32_t padding_in_use(std::int32_t input, std::int32_t filter, std::int32_t stride,
                            std::int32_t dilation, std::int32_t before, std::int32_t after) {
  const std::int32_t reach = (filter - 1) * dilation + 1, room = input + before + after - reach;
  return room < 0 ? after : std::max(0, after - room % stride);
}

struct Pooling {
  ValuePtr picture;
  std::int32_t filter_height, filter_width;
  Window window;
  bool reaches_beyond = false;
};

Result<Pooling> pooling_of(const NodeReading& reading) {
  Pooling pooling;
  TRY(pooling.picture, picture_of(reading));
  TRY(const auto filter, steps(reading, "kernel_shape", 2, 0));
  pooling.filter_height = filter[0];
  pooling.filter_width = filter[1];
  const Shape& shape = pooling.picture->shape;
  TRY(pooling.window, read_window(reading, shape, filter[0], filter[1]));
  TRY(const auto ceil_mode, reading.integer("ceil_mode", 0));
  Window& window = pooling.window;
  Padding& padding = window.padding;
  if (ceil_mode == 0) {
    padding.bottom = padding_in_use(shape[2], filter[0], window.stride_height, window.dilation_height,
                                    padding.top, padding.bottom);
    padding.right = padding_in_use(shape[3], filter[1], window.stride_width, window.dilation_width,
                                   padding.left, padding.right);
    return pooling;
  }
  const std::int32_t down = reach_beyond(shape[2], filter[0], window.stride_height, window.dilation_height,
                                         padding.top, padding.bottom);
  const std::int32_t right = reach_beyond(shape[3], filter[1], window.stride_width, window.dilation_width,
                                          padding.left, padding.right);
  padding.bottom += down;
  padding.right += right;
  pooling.reaches_beyond = down > 0 || right > 0;
  return pooling;
}

template <class Pool>
Result<Done> read_global_pool(const NodeReading& reading) {
  TRY(const ValuePtr picture, picture_of(reading));
  TRY(const TensorId input, reading.network().in_order(*picture, kAsInGraph));
  Pool pool;
  pool.filter_height = pool.window.stride_height = picture->shape[2];
  pool.filter_width = pool.window.stride_width = picture->shape[3];
  return reading.append(pool, {input}, kAsInGraph);
}

Result<Done> resized(const NodeReading& reading, const Resizing& height, const Resizing& width,
                     const NearestMode& mode) {
  TRY(const ValuePtr picture, picture_of(reading));
  for (const Resizing& resizing : {height, width})
    if (resizing.to < 1 || resizing.to > kLargestSide || resizing.from > kLargestSide)
      return fail(Fault::Unsupported, "it makes {} rows of {}", resizing.to, resizing.from);
  const auto resize = nearest_in_graph(height, width, mode);
  if (!resize)
    return fail(Fault::Unsupported,
                "the pixels it picks (coordinate_transformation_mode {}, nearest_mode {}) are not "
                "those of a resize to nearest",
                mode.coordinates, mode.rounding);
  TRY(const TensorId input, reading.network().in_order(*picture, kAsInGraph));
  return reading.append(*resize, {input}, kAsInGraph);
}

// By factors of the four axes; batch and channels keep theirs.
Result<Done> resized_by(const NodeReading& reading, const std::vector<float>& scales,
                        const NearestMode& mode) {
  TRY(const ValuePtr picture, picture_of(reading));
  if (scales.size() != 4 || scales[0] != 1 || scales[1] != 1)
    return fail(Fault::Unsupported, "it resizes more than height and width");
  std::vector<Resizing> sides;
  for (std::size_t axis = 2; axis < 4; ++axis) {
    const float size = std::floor(static_cast<float>(picture->shape[axis]) * scales[axis]);
    if (!(size >= 1 && size <= static_cast<float>(kLargestSide)))
      return fail(Fault::Unsupported, "it resizes by {}", scales[axis]);
    sides.push_back({picture->shape[axis], static_cast<std::int32_t>(size), scales[axis]});
  }
  return resized(reading, sides[0], sides[1], mode);
}

Result<Done> resized_to(const NodeReading& reading, const std::vector<std::int64_t>& sizes,
                        const NearestMode& mode) {
  TRY(const ValuePtr picture, picture_of(reading));
  if (sizes.size() != 4 || sizes[0] != picture->shape[0] || sizes[1] != picture->shape[1])
    return fail(Fault::Unsupported, "it resizes more than height and width");
  std::vector<Resizing> sides;
  for (std::size_t axis = 2; axis < 4; ++axis) {
    TRY(const auto size, small_number(sizes[axis], "a size"));
    const std::int32_t from = picture->shape[axis];
    sides.push_back({from, size, static_cast<float>(size) / static_cast<float>(from)});
  }
  return resized(reading, sides[0], sides[1], mode);
}

Result<std::vector<float>> scales_of(const NodeReading& reading, std::size_t index) {
  TRY(const auto constant, reading.known(index, "the scales"));
  const auto* scales = std::get_if<std::vector<float>>(&constant->values);
  constexpr std::size_t kMostAxes = 8;
  if (scales == nullptr || scales->size() > kMostAxes)
    return fail(Fault::Corrupt, "the scales are not a float for each axis");
  return *scales;
}

Result<Done> expect_nearest(const NodeReading& reading) {
  TRY(const auto mode, reading.text("mode", "nearest"));
  if (mode != "nearest") return fail(Fault::Unsupported, "its mode is {}; nearest is supported", mode);
  return Done{};
}

}  // namespace

Result<Window> read_window(const NodeReading& reading, const Shape& picture, std::int32_t filter_height,
                           std::int32_t filter_width) {
  TRY(const auto strides, steps(reading, "strides", 2, 1));
  TRY(const auto dilations, steps(reading, "dilations", 2, 1));
  TRY(const auto pads, steps(reading, "pads", 4, 0));
  TRY(const auto automatic, reading.text("auto_pad", "NOTSET"));
  for (const std::int32_t size :
       {filter_height, filter_width, strides[0], strides[1], dilations[0], dilations[1]})
    if (size < 1 || size > kLargestStep)
      return fail(Fault::Corrupt, "a filter, stride or dilation of {}", size);
  Window window{strides[0], strides[1], dilations[0], dilations[1], {pads[0], pads[2], pads[1], pads[3]}};
  if (automatic == "VALID") window.padding = {};
  if (automatic == "SAME_UPPER" || automatic == "SAME_LOWER")
    window.padding = graph::same_padding(picture[2], picture[3], filter_height, filter_width, strides[0],
                                         strides[1], dilations[0], dilations[1]);
  else if (automatic != "NOTSET" && automatic != "VALID")
    return fail(Fault::Corrupt, "its auto_pad is {}", automatic);
  if (automatic == "SAME_LOWER") {
    std::swap(window.padding.top, window.padding.bottom);
    std::swap(window.padding.left, window.padding.right);
  }
  return window;
}

Result<Done> read_max_pool(const NodeReading& reading) {
  TRY(const Pooling pooling, pooling_of(reading));
  TRY(const TensorId input, reading.network().in_order(*pooling.picture, kAsInGraph));
  return reading.append(graph::MaxPool2d{pooling.filter_height, pooling.filter_width, pooling.window},
                        {input}, kAsInGraph);
}

Result<Done> read_average_pool(const NodeReading& reading) {
  TRY(Pooling pooling, pooling_of(reading));
  TRY(TensorId input, reading.network().in_order(*pooling.picture, kAsInGraph));
  TRY(const auto counts_padding, reading.integer("count_include_pad", 0));
  Padding& padding = pooling.window.padding;
  if (counts_padding != 0 &&
      padding != Padding{}) {  // the graph's average does not: the padding goes in front
    if (pooling.reaches_beyond)
      return fail(Fault::Unsupported, "it counts padding and its last window reaches beyond it (ceil_mode)");
    const graph::Pad pad{{{0, 0}, {padding.top, padding.bottom}, {padding.left, padding.right}, {0, 0}}, 0};
    TRY(input, reading.network().append(reading.name() + "/padded", pad, {input}));
    padding = {};
  }
  return reading.append(graph::AveragePool2d{pooling.filter_height, pooling.filter_width, pooling.window},
                        {input}, kAsInGraph);
}

Result<Done> read_global_average_pool(const NodeReading& reading) {
  return read_global_pool<graph::AveragePool2d>(reading);
}
Result<Done> read_global_max_pool(const NodeReading& reading) {
  return read_global_pool<graph::MaxPool2d>(reading);
}

Result<Done> read_upsample(const NodeReading& reading) {
  TRY_DONE(expect_nearest(reading));
  const NearestMode mode{"asymmetric", "floor"};
  TRY(const auto* attribute, reading.attribute_of("scales", onnx::AttributeProto::FLOATS));
  if (attribute != nullptr)
    return resized_by(reading, {attribute->floats().begin(), attribute->floats().end()}, mode);
  TRY(const auto scales, scales_of(reading, 1));
  return resized_by(reading, scales, mode);
}

Result<Done> read_resize(const NodeReading& reading) {
  TRY_DONE(expect_nearest(reading));
  if (reading.operator_set() <
      11) {  // the standard did not say which pixel is nearest; for larger pictures all agree
    TRY(const auto scales, scales_of(reading, 1));
    for (const float scale : scales)
      if (scale < 1) return fail(Fault::Unsupported, "it makes a picture smaller, by {}", scale);
    return resized_by(reading, scales, {"asymmetric", "floor"});
  }
  NearestMode mode;
  TRY(mode.coordinates, reading.text("coordinate_transformation_mode", "half_pixel"));
  TRY(mode.rounding, reading.text("nearest_mode", "round_prefer_floor"));
  if (reading.has(3)) {
    TRY(const auto sizes, reading.known_integers(3, "the sizes"));
    return resized_to(reading, sizes, mode);
  }
  TRY(const auto scales, scales_of(reading, 2));
  return resized_by(reading, scales, mode);
}

}  // namespace tinsmith::formats
