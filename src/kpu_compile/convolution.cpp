// One convolution of an int8 network as a layer of the KPU.
#include <algorithm>
#include <cmath>

#include "kpu_compile/stages.h"

namespace tinsmith::kpu_compile {
namespace {

using kmodel::KpuArguments;
using kmodel::KpuLayer;

constexpr std::int64_t kMaxChannels = 1024;
constexpr std::int64_t kMinSide = 4, kMaxHeight = 256, kMaxWidth = 512;
constexpr std::int64_t kLeftTop = 5;  // pooling

// Convolution and depthwise convolution in one form.
struct Form {
  const graph::Window* window = nullptr;
  graph::Activation activation = graph::Activation::None;
  bool is_depthwise = false;
  std::int64_t kernel = 1;
  std::int64_t out_channels = 0;
};

Result<Form> form_of(const graph::Graph& graph, const graph::Operator& op) {
  const graph::Shape& weights = graph.tensor(op.inputs[1]).shape;
  Form form;
  form.out_channels = graph.tensor(op.outputs[0]).shape[3];
  if (const auto* convolution = op.as<graph::Conv2d>()) {
    form.window = &convolution->window;
    form.activation = convolution->activation;
  } else {
    const auto* depthwise = op.as<graph::DepthwiseConv2d>();
    CHECK(depthwise != nullptr, "operator '{}' is not a convolution", op.name);
    if (depthwise->depth_multiplier != 1)
      return fail(Fault::Unsupported, "its depth multiplier is {}; the KPU has 1",
                  depthwise->depth_multiplier);
    form.window = &depthwise->window;
    form.activation = depthwise->activation;
    form.is_depthwise = true;
  }
  form.kernel = weights[1];
  if (weights[1] != weights[2] || (weights[1] != 1 && weights[1] != 3))
    return fail(Fault::Unsupported, "its filter is {}x{}; the KPU has 1x1 and 3x3", weights[1], weights[2]);
  return form;
}

// The KPU pads all four sides, so a filter of stride 2 must begin half a filter before the picture.
Result<Done> check_window(const Form& form, const graph::Padding& before) {
  const graph::Window& window = *form.window;
  const std::int32_t stride = window.stride_height;
  const auto reach = static_cast<std::int32_t>(form.kernel / 2);
  if (window.stride_width != stride || (stride != 1 && stride != 2) || window.dilation_height != 1 ||
      window.dilation_width != 1)
    return fail(Fault::Unsupported, "its stride is {}x{} and its dilation {}x{}; the KPU has stride 1 and 2",
                window.stride_height, window.stride_width, window.dilation_height, window.dilation_width);
  const graph::Padding padding{window.padding.top + before.top, window.padding.bottom + before.bottom,
                               window.padding.left + before.left, window.padding.right + before.right};
  const auto ends_well = [&](std::int32_t end) { return end == reach || (stride == 2 && end == reach - 1); };
  if (padding.top != reach || padding.left != reach || !ends_well(padding.bottom) ||
      !ends_well(padding.right))
    return fail(
        Fault::Unsupported,
        "its padding is {}, {}, {}, {} (top, bottom, left, right); the KPU pads {} on all sides, so train a "
        "network with symmetric padding, such as yolov2-mobilenetv1-0.75",
        padding.top, padding.bottom, padding.left, padding.right, reach);
  return Done{};
}

Result<Done> check_limits(const KpuArguments& arguments, std::int64_t source_rows,
                          std::int64_t destination_rows) {
  if (arguments.in_channels > kMaxChannels || arguments.out_channels > kMaxChannels)
    return fail(Fault::Refused, "it has {} input and {} output channels; the KPU has at most {}",
                arguments.in_channels, arguments.out_channels, kMaxChannels);
  if (arguments.in_height > kMaxHeight || arguments.in_width > kMaxWidth || arguments.out_height < kMinSide ||
      arguments.out_width < kMinSide)
    return fail(
        Fault::Refused,
        "its map goes from {}x{} to {}x{} (width, height); the KPU takes at most {}x{} and gives at least "
        "{}x{}",
        arguments.in_width, arguments.in_height, arguments.out_width, arguments.out_height, kMaxWidth,
        kMaxHeight, kMinSide, kMinSide);
  if (source_rows + destination_rows > kmodel::kKpuRows)
    return fail(Fault::Refused, "its input takes {} rows of KPU memory and its output {}; there are {}",
                source_rows, destination_rows, kmodel::kKpuRows);
  return Done{};
}

// [out][in][row][column] or [channel][row][column], from channels last.
std::vector<std::uint8_t> weights_of(const graph::Tensor& tensor, const Form& form) {
  const auto stored = values_of<std::int8_t>(tensor.data);
  const auto at = [&](std::int64_t index) {
    return static_cast<std::uint8_t>(stored[static_cast<std::size_t>(index)] + kByteOffset);
  };
  std::vector<std::uint8_t> weights;
  const std::int64_t in = form.is_depthwise ? 1 : tensor.shape[3], window = form.kernel * form.kernel;
  for (std::int64_t o = 0; o < form.out_channels; ++o)
    for (std::int64_t c = 0; c < in; ++c)
      for (std::int64_t k = 0; k < window; ++k)
        weights.push_back(form.is_depthwise ? at(k * form.out_channels + o) : at((o * window + k) * in + c));
  return weights;
}

// The arithmetic of one output channel that the fixed point approximates: output steps = sum · factor + offset.
struct ChannelScale {
  double factor = 0, offset = 0;
  double max_sum = 0;  // absolute, of products without zero points
};

Result<std::vector<ChannelScale>> channel_scales(const graph::Graph& graph, const graph::Operator& op,
                                                 const Form& form, const KpuLayer& layer, const ByteScale& in,
                                                 const ByteScale& out) {
  const graph::Tensor& weights = graph.tensor(op.inputs[1]);
  const auto& scales = weights.quantization.scales;
  if (scales.size() != 1 && scales.size() != static_cast<std::size_t>(form.out_channels))
    return fail(Fault::Unsupported, "its weights have {} scales for {} channels", scales.size(),
                form.out_channels);
  std::vector<std::int32_t> bias(static_cast<std::size_t>(form.out_channels));
  if (op.input(2) != graph::kNoTensor) bias = values_of<std::int32_t>(graph.tensor(op.input(2)).data);
  std::vector<ChannelScale> channels;
  const auto filter = static_cast<std::size_t>(layer.arguments.filter_bytes());
  for (std::size_t o = 0; o < bias.size(); ++o) {
    ChannelScale channel;
    channel.factor = in.scale * double{scales.size() == 1 ? scales[0] : scales[o]} / out.scale;
    channel.offset = bias[o] * channel.factor + static_cast<double>(out.zero_point);
    for (std::size_t k = 0; k < filter; ++k)
      channel.max_sum +=
          255.0 * std::abs(static_cast<double>(layer.weights[o * filter + k]) - double{kByteOffset});
    channels.push_back(channel);
  }
  return channels;
}

// Chooses the batch norm: sums become 1/2^fraction of an output step, with as many bits of fraction as all
// channels have room for. Returns that number of bits.
Result<int> choose_batch_norm(const std::vector<ChannelScale>& channels, KpuLayer& layer) {
  constexpr int kMaxFraction = 20, kMinFraction = 8, kMaxShift = 15;
  constexpr double kMaxMul = (1 << 23) - 1, kMaxAdd = 2147483647.0, kMaxValue = 17179869184.0;  // 2^34
  for (int fraction = kMaxFraction; fraction >= kMinFraction; --fraction) {
    const double unit = std::ldexp(1.0, fraction);
    const bool fits = std::ranges::all_of(channels, [&](const ChannelScale& channel) {
      return channel.factor * unit <= kMaxMul && std::abs(channel.offset) * unit <= kMaxAdd &&
             (channel.max_sum * channel.factor + std::abs(channel.offset)) * unit <= kMaxValue;
    });
    if (!fits) continue;
    layer.batch_norm.clear();
    for (const ChannelScale& channel : channels) {
      int shift = kMaxShift;
      while (shift > 0 && std::ldexp(channel.factor * unit, shift) > kMaxMul) --shift;
      layer.batch_norm.push_back(
          {static_cast<std::int32_t>(std::lround(std::ldexp(channel.factor * unit, shift))),
           static_cast<std::int32_t>(std::lround(channel.offset * unit)), static_cast<std::uint8_t>(shift)});
    }
    return fraction;
  }
  return fail(Fault::Unsupported,
              "its values are too large for the KPU's 36 bits: its scales contradict each other");
}

// Rounds to whole steps between the limits of the fused activation.
kmodel::KpuActivation table_of(int fraction, std::int64_t low, std::int64_t high) {
  constexpr std::int64_t kFirst = -(std::int64_t{1} << 35), kNever = (std::int64_t{1} << 35) - 1;
  kmodel::KpuActivation table{};
  table.fill({kNever, 0, 0, static_cast<std::uint8_t>(high)});
  table[0] = {kFirst, 0, 0, static_cast<std::uint8_t>(low)};
  table[1] = {low << fraction, 1, static_cast<std::uint8_t>(fraction), static_cast<std::uint8_t>(low)};
  table[2] = {high << fraction, 0, 0, static_cast<std::uint8_t>(high)};
  return table;
}

kmodel::KpuActivation activation_of(const Form& form, const ByteScale& out, int fraction) {
  constexpr double kRelu6 = 6;
  const bool has_floor = form.activation != graph::Activation::None;
  const std::int64_t low = has_floor ? std::max<std::int64_t>(0, out.zero_point) : 0;
  const std::int64_t limit = out.zero_point + std::lround(kRelu6 / out.scale);
  const std::int64_t high =
      form.activation == graph::Activation::Relu6 ? std::min<std::int64_t>(255, std::max(low, limit)) : 255;
  return table_of(fraction, low, high);
}

}  // namespace

Result<Done> note_padding(const graph::Pad& pad, KpuValue& value) {
  using Amount = std::pair<std::int32_t, std::int32_t>;
  const auto& amounts = pad.amounts;
  if (amounts.size() != 4 || amounts[0] != Amount{} || amounts[3] != Amount{} || pad.value != 0)
    return fail(Fault::Unsupported, "it pads other axes than height and width, or with another value than 0");
  if (value.padding != graph::Padding{}) return fail(Fault::Unsupported, "it pads what is already padded");
  value.padding = {amounts[1].first, amounts[1].second, amounts[2].first, amounts[2].second};
  return Done{};
}

Result<kmodel::KpuLayer> convolution_layer(const graph::Graph& graph, const graph::Operator& op,
                                           KpuValue& value) {
  TRY(const Form form, form_of(graph, op));
  TRY_DONE(check_window(form, value.padding));
  TRY(const ByteScale in, byte_scale_of(graph.tensor(op.inputs[0])));
  TRY(const ByteScale out, byte_scale_of(graph.tensor(op.outputs[0])));
  const bool strides = form.window->stride_height == 2;
  if (value.is_at_full_size && (form.is_depthwise || form.kernel != 1 || strides))
    return fail(
        Fault::Unsupported,
        "it follows a depthwise convolution of stride 2; only a 1x1 convolution of stride 1 can take that "
        "stride over");
  if (strides && (value.height % 2 != 0 || value.width % 2 != 0))
    return fail(Fault::Unsupported, "it halves a map of {}x{}; the KPU halves even sizes only", value.width,
                value.height);
  KpuLayer layer;
  KpuArguments& arguments = layer.arguments;
  arguments.depthwise = form.is_depthwise ? 1 : 0;
  arguments.kernel = form.kernel == 1 ? 0 : 1;
  arguments.in_channels = value.channels;
  arguments.in_height = value.height;
  arguments.in_width = value.width;
  arguments.out_channels = form.out_channels;
  arguments.pool = value.is_at_full_size || (strides && !form.is_depthwise) ? kLeftTop : 0;
  arguments.arg_x = -kByteOffset;
  arguments.arg_w = -in.zero_point;
  arguments.arg_add = form.kernel * form.kernel * kByteOffset * in.zero_point;
  arguments.pad_value = in.zero_point;
  arguments = kmodel::with_derived(arguments);
  KpuValue result{
      form.out_channels, arguments.out_height, arguments.out_width, 0, strides && form.is_depthwise, {}};
  TRY_DONE(check_limits(arguments, value.rows(), result.rows()));
  // Maps alternate between the two ends of KPU memory.
  result.row = value.row == 0 ? kmodel::kKpuRows - result.rows() : 0;
  arguments.source_row = value.row;
  arguments.destination_row = result.row;
  layer.weights = weights_of(graph.tensor(op.inputs[1]), form);
  TRY(const auto channels, channel_scales(graph, op, form, layer, in, out));
  TRY(const int fraction, choose_batch_norm(channels, layer));
  layer.activation = activation_of(form, out, fraction);
  value = result;
  return layer;
}

}  // namespace tinsmith::kpu_compile
