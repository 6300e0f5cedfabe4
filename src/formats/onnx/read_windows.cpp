// Reads pools, resized pictures, and operators that exchange pixels and channels.
#include <algorithm>
#include <cmath>

#include "formats/onnx/nearest.h"
#include "formats/onnx/read_node.h"

namespace tinsmith::formats {
namespace {

using graph::Padding;
using graph::Shape;
using graph::TensorId;
using graph::Window;

// Max size, stride or dilation of a filter, so that products of two fit into 32 bits.
constexpr std::int32_t kMaxStep = 1 << 15;

// Reads two numbers, for height and width, or four.
Result<std::vector<std::int32_t>> steps(const NodeReading& reading, std::string_view name, std::size_t count,
                                        std::int32_t otherwise) {
  TRY(const auto values, reading.integers(name));
  if (values.empty()) return std::vector<std::int32_t>(count, otherwise);
  if (values.size() != count)
    return fail(Fault::Unsupported, "its {} are {} numbers; {}, for pictures, are supported", name,
                values.size(), count);
  std::vector<std::int32_t> result;
  for (const std::int64_t value : values) {
    if (value < 0 || value > kMaxStep) return fail(Fault::Corrupt, "its {} have a {}", name, value);
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

// With ceil_mode, a last window that extends beyond the padded picture counts if it begins before the padding
// at the end. Returns by how much it extends.
std::int32_t reach_beyond(std::int32_t input, std::int32_t filter, std::int32_t stride, std::int32_t dilation,
                          std::int32_t before, std::int32_t after) {
  const std::int32_t reach = (filter - 1) * dilation + 1, room = input + before + after - reach;
  if (room < 0 || room % stride == 0) return 0;
  const std::int32_t start = (room / stride + 1) * stride;
  return start >= input + before ? 0 : start - room;
}

// Returns the padding that is used. Padding after the last window has no effect, but some exporters write it.
std::int32_t padding_in_use(std::int32_t input, std::int32_t filter, std::int32_t stride,
                            std::int32_t dilation, std::int32_t before, std::int32_t after) {
  const std::int32_t reach = (filter - 1) * dilation + 1, room = input + before + after - reach;
  return room < 0 ? after : std::max(0, after - room % stride);
}

struct Pooling {
  ValuePtr picture;
  std::int32_t filter_height, filter_width;
  Window window;
  std::int32_t beyond_bottom = 0, beyond_right = 0;  // the part of the padding that comes from ceil_mode
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
  pooling.beyond_bottom = reach_beyond(shape[2], filter[0], window.stride_height, window.dilation_height,
                                       padding.top, padding.bottom);
  pooling.beyond_right = reach_beyond(shape[3], filter[1], window.stride_width, window.dilation_width,
                                      padding.left, padding.right);
  padding.bottom += pooling.beyond_bottom;
  padding.right += pooling.beyond_right;
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

}  // namespace

Result<Window> read_window(const NodeReading& reading, const Shape& picture, std::int32_t filter_height,
                           std::int32_t filter_width) {
  TRY(const auto strides, steps(reading, "strides", 2, 1));
  TRY(const auto dilations, steps(reading, "dilations", 2, 1));
  TRY(const auto pads, steps(reading, "pads", 4, 0));
  TRY(const auto automatic, reading.text("auto_pad", "NOTSET"));
  for (const std::int32_t size :
       {filter_height, filter_width, strides[0], strides[1], dilations[0], dilations[1]})
    if (size < 1 || size > kMaxStep) return fail(Fault::Corrupt, "a filter, stride or dilation of {}", size);
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
  const Padding beyond{0, pooling.beyond_bottom, 0, pooling.beyond_right};
  // The graph's average excludes padding, so padding that counts is added by a separate operator. Padding
  // from ceil_mode never counts (in the standard since operator set 19, and always in PyTorch).
  if (counts_padding != 0 && padding != beyond) {
    const graph::Pad pad{{{0, 0},
                          {padding.top, padding.bottom - beyond.bottom},
                          {padding.left, padding.right - beyond.right},
                          {0, 0}},
                         0};
    TRY(input, reading.network().append(reading.name() + "/padded", pad, {input}));
    padding = beyond;
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

// ---- Resizing ----

namespace {

constexpr std::int32_t kMaxSide = 1 << 15;

// One entry per axis of the picture, including batch and channels.
using Sides = std::vector<Resizing>;

Result<Done> make_resized(const NodeReading& reading, const ValuePtr& picture, const Sides& sides,
                          const NearestMode& mode) {
  for (const Resizing& side : sides)
    if (side.to < 1 || side.to > kMaxSide || side.from > kMaxSide)
      return fail(Fault::Unsupported, "it resizes {} rows to {}", side.to, side.from);
  // All modes except tf_crop_and_resize, which reads a part of the picture, leave it unchanged if its size
  // stays the same.
  const bool is_same =
      std::all_of(sides.begin(), sides.end(), [](const Resizing& side) { return side.from == side.to; });
  if (is_same && mode.coordinates != "tf_crop_and_resize") return read_identity(reading);
  if (sides[0].from != sides[0].to || sides[1].from != sides[1].to)
    return fail(Fault::Unsupported, "it resizes more than height and width");
  TRY(const auto how, reading.text("mode", "nearest"));
  if (how != "nearest")
    return fail(Fault::Unsupported,
                "its mode is {}; nearest is supported, so export the network with that kind of resize", how);
  const auto resize = nearest_in_graph(sides[2], sides[3], mode);
  if (!resize)
    return fail(Fault::Unsupported,
                "the pixels that it selects (coordinate_transformation_mode {}, nearest_mode {}) are not "
                "those of any nearest-neighbour resize of the graph",
                mode.coordinates, mode.rounding);
  TRY(const TensorId input, reading.network().in_order(*picture, kAsInGraph));
  return reading.append(*resize, {input}, kAsInGraph);
}

Result<std::int32_t> side_of(double size, float scale) {
  if (!(size >= 1 && size <= kMaxSide)) return fail(Fault::Unsupported, "it resizes by {}", scale);
  return static_cast<std::int32_t>(size);
}

// Resizes the given axes by factors; the others keep their sizes.
Result<Sides> sides_by(const Shape& shape, const std::vector<std::int32_t>& axes,
                       const std::vector<float>& scales) {
  if (scales.size() != axes.size())
    return fail(Fault::Unsupported, "it has {} scales for {} axes", scales.size(), axes.size());
  Sides sides;
  for (const std::int32_t size : shape) sides.push_back({size, size, 1});
  for (std::size_t i = 0; i < axes.size(); ++i) {
    Resizing& side = sides[static_cast<std::size_t>(axes[i])];
    side.scale = scales[i];
    TRY(side.to, side_of(std::floor(static_cast<float>(side.from) * scales[i]), scales[i]));
  }
  return sides;
}

// Resizes the given axes to sizes. Since operator set 18, the sizes can be those of a frame that the picture
// fits into or fills.
Result<Sides> sides_to(const NodeReading& reading, const Shape& shape, const std::vector<std::int32_t>& axes,
                       const std::vector<std::int64_t>& sizes) {
  if (sizes.size() != axes.size())
    return fail(Fault::Unsupported, "it has {} sizes for {} axes", sizes.size(), axes.size());
  TRY(const auto policy, reading.text("keep_aspect_ratio_policy", "stretch"));
  if (policy != "stretch" && policy != "not_larger" && policy != "not_smaller")
    return fail(Fault::Corrupt, "its keep_aspect_ratio_policy is {}", policy);
  Sides sides;
  for (const std::int32_t size : shape) sides.push_back({size, size, 1});
  std::vector<float> scales;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    Resizing& side = sides[static_cast<std::size_t>(axes[i])];
    TRY(side.to, small_number(sizes[i], "a size"));
    side.scale = static_cast<float>(side.to) / static_cast<float>(side.from);
    scales.push_back(side.scale);
  }
  if (policy == "stretch" || scales.empty()) return sides;
  const float scale = policy == "not_larger" ? *std::min_element(scales.begin(), scales.end())
                                             : *std::max_element(scales.begin(), scales.end());
  for (const std::int32_t axis : axes) {
    Resizing& side = sides[static_cast<std::size_t>(axis)];
    side.scale = scale;
    TRY(side.to, side_of(std::floor(double{scale} * side.from + 0.5), scale));  // ties upwards
  }
  return sides;
}

// Returns the scales; empty if sizes are given instead.
Result<std::vector<float>> scales_of(const NodeReading& reading, std::size_t index) {
  TRY(const auto constant, reading.known(index, "the scales"));
  const auto* scales = std::get_if<std::vector<float>>(&constant->values);
  if (scales == nullptr || scales->size() > kMaxAxes)
    return fail(Fault::Corrupt, "the scales are not one float per axis");
  return *scales;
}

// Before operator set 11, the standard did not define which pixel is nearest. All implementations agree if
// the picture becomes larger, or smaller by an integer factor.
Result<Done> read_early_resize(const NodeReading& reading, const std::vector<float>& scales) {
  TRY(const ValuePtr picture, picture_of(reading));
  for (const float scale : scales)
    if (scale < 1 && 1 / scale != std::round(1 / scale))
      return fail(Fault::Unsupported, "it makes a picture smaller, by {}", scale);
  TRY(const Sides sides, sides_by(picture->shape, natural_order(4), scales));
  return make_resized(reading, picture, sides, {"asymmetric", "floor"});
}

}  // namespace

Result<Done> read_upsample(const NodeReading& reading) {
  TRY(const auto* attribute, reading.attribute_of("scales", onnx::AttributeProto::FLOATS));
  if (attribute != nullptr)
    return read_early_resize(reading, {attribute->floats().begin(), attribute->floats().end()});
  TRY(const auto scales, scales_of(reading, 1));
  return read_early_resize(reading, scales);
}

Result<Done> read_resize(const NodeReading& reading) {
  if (reading.operator_set() < 11) {
    TRY(const auto scales, scales_of(reading, 1));
    return read_early_resize(reading, scales);
  }
  TRY(const ValuePtr picture, picture_of(reading));
  NearestMode mode;
  TRY(mode.coordinates, reading.text("coordinate_transformation_mode", "half_pixel"));
  TRY(mode.rounding, reading.text("nearest_mode", "round_prefer_floor"));
  TRY(const auto named, reading.integers("axes"));
  TRY(auto axes, resolve_axes(named, 4));
  if (named.empty()) axes = natural_order(4);
  std::vector<float> scales;
  if (reading.has(2)) {
    TRY(scales, scales_of(reading, 2));
  }
  Sides sides;
  if (scales.empty()) {
    TRY(const auto sizes, reading.known_integers(3, "the sizes"));
    TRY(sides, sides_to(reading, picture->shape, axes, sizes));
  } else {
    TRY(sides, sides_by(picture->shape, axes, scales));
  }
  return make_resized(reading, picture, sides, mode);
}

// ---- Exchange of pixels and channels ----

namespace {

// Exchanges squares of `block` · `block` pixels and groups of channels: a reshape that splits axes, a
// transpose, and a reshape that merges axes.
struct Blocks {
  Shape split;
  Order turned;
  Shape joined;
};
Result<Done> make_rearranged(const NodeReading& reading, Value& value, const Blocks& blocks) {
  GraphNetwork& network = reading.network();
  TRY(TensorId x, network.in_order(value, natural_order(4)));
  TRY(x, network.append(reading.name() + "/split", graph::Reshape{blocks.split}, {x}));
  TRY(x, network.append(reading.name() + "/turned", graph::Transpose{blocks.turned}, {x}));
  return reading.append(graph::Reshape{blocks.joined}, {x}, natural_order(4));
}

struct BlockPicture {
  ValuePtr value;
  std::int32_t channels, height, width, block;
};
Result<BlockPicture> block_picture(const NodeReading& reading) {
  TRY(const ValuePtr value, reading.input(0));
  TRY(const auto given, reading.integer("blocksize", 0));
  TRY(const auto block, small_number(given, "the block size"));
  if (value->shape.size() != 4 || block < 1 || block > 1024)
    return fail(Fault::Corrupt, "blocks of {} in {}", block, graph::format_shape(value->shape));
  return BlockPicture{value, value->shape[1], value->shape[2], value->shape[3], block};
}

}  // namespace

// Since operator set 11 there are two modes, which differ in the order of the factors of a channel's index.
Result<Done> read_depth_to_space(const NodeReading& reading) {
  TRY(const BlockPicture picture, block_picture(reading));
  const auto& [value, channels, height, width, block] = picture;
  TRY(const auto mode, reading.text("mode", "DCR"));
  if (mode != "DCR" && mode != "CRD") return fail(Fault::Corrupt, "its mode is {}", mode);
  const std::int32_t deep = channels / (block * block);
  if (deep * block * block != channels || deep == 0)
    return fail(Fault::Corrupt, "{} channels do not divide into blocks of {} x {}", channels, block, block);
  const Shape joined{1, deep, height * block, width * block};
  if (mode == "CRD")
    return make_rearranged(reading, *value,
                           {{1, deep, block, block, height, width}, {0, 1, 4, 2, 5, 3}, joined});
  return make_rearranged(reading, *value,
                         {{1, block, block, deep, height, width}, {0, 3, 4, 1, 5, 2}, joined});
}

Result<Done> read_space_to_depth(const NodeReading& reading) {
  TRY(const BlockPicture picture, block_picture(reading));
  const auto& [value, channels, height, width, block] = picture;
  if (height % block != 0 || width % block != 0)
    return fail(Fault::Corrupt, "{} x {} pixels do not divide into blocks of {}", height, width, block);
  return make_rearranged(reading, *value,
                         {{1, channels, height / block, block, width / block, block},
                          {0, 3, 5, 1, 2, 4},
                          {1, channels * block * block, height / block, width / block}});
}

}  // namespace tinsmith::formats
