#include "zoo/swift_yolo.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "graph/builder.h"
#include "zoo/box_bias.h"

namespace tinsmith::zoo {
namespace {

using graph::Builder;
using graph::TensorId;

// Batch norm settings of the code versions that the shallow and the deep form were trained with. The newer
// code no longer has mmyolo's settings, nor the depth factor.
constexpr graph::BatchNorm kNorm{1e-3f, 0.9f}, kDeepNorm{1e-5f, 0.9f};
constexpr std::string_view kFirstBlocks = "backbone.stage1.1.blocks.";
constexpr std::array<std::int32_t, 5> kFilters{64, 128, 256, 512, 1024};  // at width 1: stem, stages 1 … 4
constexpr std::array<std::int32_t, 4> kBottlenecks{1, 2, 3, 1};  // of stages 1 … 4, in the released weights

// Rounds up to a multiple of 8.
std::int32_t filters_of(std::size_t stage, const Network& network) {
  return static_cast<std::int32_t>(std::ceil(kFilters[stage] * network.width_multiplier / 8)) * 8;
}

// As in zoo/tinsmith_det.cpp: the last features, pooled, would be too narrow for hundreds of classes.
constexpr std::int32_t kWideFilters = 384;

struct Unit {
  std::int32_t filters = 0, filter = 1, stride = 1, padding = 0;
};

// A Builder that knows the activation of this network.
class Yolo : public Builder {
 public:
  Yolo(const Network& network, std::uint64_t seed, bool is_smooth)
      : Builder(std::string(network.name), seed),
        is_smooth_(is_smooth),
        norm_(network.variant == 1 ? kNorm : kDeepNorm) {}

  TensorId normed(const std::string& name, TensorId x) { return batch_norm(name, x, norm_); }

  TensorId activated(const std::string& name, TensorId x) {
    if (!is_smooth_) return append(name, graph::Relu{}, {x});
    return append(name, graph::Mul{}, {x, append(name + ".gate", graph::Logistic{}, {x})});
  }

 private:
  bool is_smooth_;  // SiLU, x · σ(x), instead of ReLU
  graph::BatchNorm norm_;
};

// Appends a convolution, a batch norm and an activation.
TensorId unit(Yolo& build, const std::string& name, TensorId x, const Unit& unit) {
  x = build.conv2d(
      name + ".conv", x,
      {.filters = unit.filters, .filter = unit.filter, .stride = unit.stride, .padding = unit.padding});
  x = build.normed(name + ".bn", x);
  return build.activated(name + ".activate", x);
}

struct CrossStage {
  std::int32_t filters = 0, bottlenecks = 1;
  bool is_residual = true;
};

// Half of the channels pass through the bottlenecks, the other half bypass them (C3 in YOLOv5).
TensorId cross_stage(Yolo& build, const std::string& name, TensorId input, const CrossStage& stage) {
  const std::int32_t half = stage.filters / 2;
  TensorId x = unit(build, name + ".main_conv", input, {half});
  const TensorId past = unit(build, name + ".short_conv", input, {half});
  for (std::int32_t i = 0; i < stage.bottlenecks; ++i) {
    const std::string block = fmt::format("{}.blocks.{}", name, i);
    const TensorId inner = unit(build, block + ".conv1", x, {half});
    const TensorId changed = unit(build, block + ".conv2", inner, {half, 3, 1, 1});
    x = stage.is_residual ? build.append(block + ".add", graph::Add{}, {x, changed}) : changed;
  }
  x = build.append(name + ".concat", graph::Concatenation{3}, {x, past});
  return unit(build, name + ".final_conv", x, {stage.filters});
}

// Spatial pyramid pooling of YOLOv5 (SPPF): three pools in sequence cover 5, 9 and 13 pixels.
TensorId pyramid(Yolo& build, const std::string& name, TensorId input, std::int32_t filters) {
  TensorId x = unit(build, name + ".conv1", input, {filters / 2});
  std::vector<TensorId> views{x};
  for (int i = 0; i < 3; ++i) {
    x = build.max_pool_same(fmt::format("{}.pool{}", name, i), x, 5);
    views.push_back(x);
  }
  return unit(build, name + ".conv2", build.append(name + ".concat", graph::Concatenation{3}, views),
              {filters});
}

// Returns the features of strides 8, 16, 32.
std::array<TensorId, 3> backbone(Yolo& build, const Network& network, TensorId x) {
  std::array<TensorId, 3> taps{};
  x = unit(build, "backbone.stem", x, {filters_of(0, network), 6, 2, 2});
  for (std::size_t stage = 1; stage <= 4; ++stage) {
    const std::string name = fmt::format("backbone.stage{}", stage);
    const std::int32_t filters = filters_of(stage, network);
    x = unit(build, name + ".0", x, {filters, 3, 2, 1});
    x = cross_stage(build, name + ".1", x, {filters, kBottlenecks[stage - 1] * network.variant});
    if (stage == 4) x = pyramid(build, name + ".2", x, filters);
    if (stage >= 2) taps[stage - 2] = x;
  }
  return taps;
}

TensorId doubled_beside(Yolo& build, const std::string& name, TensorId coarse, TensorId fine) {
  const graph::Shape size = build.shape(fine);
  const TensorId doubled = build.append(name + ".resize", graph::ResizeNearest{size[1], size[2]}, {coarse});
  return build.append(name + ".concat", graph::Concatenation{3}, {doubled, fine});
}

// Path aggregation (PAFPN): coarse features are passed to the fine levels, then fine ones to the coarse
// levels.
std::array<TensorId, 3> neck(Yolo& build, const Network& network, const std::array<TensorId, 3>& taps) {
  const std::int32_t fine = filters_of(2, network), middle = filters_of(3, network),
                     coarse = filters_of(4, network);
  const auto stage = [&](const std::string& name, TensorId x, std::int32_t filters) {
    return cross_stage(build, name, x, {filters, 1, false});
  };
  const TensorId top = unit(build, "neck.reduce_layers.2", taps[2], {middle});
  TensorId x = stage("neck.top_down_layers.0.0", doubled_beside(build, "neck.up.0", top, taps[1]), middle);
  const TensorId between = unit(build, "neck.top_down_layers.0.1", x, {fine});
  const TensorId out_fine =
      stage("neck.top_down_layers.1", doubled_beside(build, "neck.up.1", between, taps[0]), fine);
  x = unit(build, "neck.downsample_layers.0", out_fine, {fine, 3, 2, 1});
  x = build.append("neck.down.0.concat", graph::Concatenation{3}, {x, between});
  const TensorId out_middle = stage("neck.bottom_up_layers.0", x, middle);
  x = unit(build, "neck.downsample_layers.1", out_middle, {middle, 3, 2, 1});
  x = build.append("neck.down.1.concat", graph::Concatenation{3}, {x, top});
  return {out_fine, out_middle, stage("neck.bottom_up_layers.1", x, coarse)};
}

}  // namespace

scene::BoxGrid swift_yolo_grid(const BuildSettings& settings) {
  return {settings.width,
          settings.height,
          settings.classes,
          scene::BoxCoding::Bounded,
          {{8, {{10, 13}, {16, 30}, {33, 23}}},
           {16, {{30, 61}, {62, 45}, {59, 119}}},
           {32, {{116, 90}, {156, 198}, {373, 326}}}}};
}

namespace {

graph::Graph build_yolo(const Network& network, const BuildSettings& settings, bool is_smooth) {
  Yolo build(network, settings.seed, is_smooth);
  const TensorId x = build.input("input", {1, settings.height, settings.width, settings.channels});
  const auto levels = neck(build, network, backbone(build, network, x));
  const scene::BoxGrid grid = swift_yolo_grid(settings);
  std::vector<TensorId> outputs;
  for (std::size_t i = 0; i < levels.size(); ++i)
    outputs.push_back(build.conv2d(
        fmt::format("bbox_head.head_module.convs_pred.{}", i), levels[i],
        {.filters = 3 * grid.channels(), .bias = true, .bias_values = anchored_bias(grid, grid.levels[i])}));
  return build.finish(std::move(outputs));
}

}  // namespace

graph::Graph build_swift_yolo(const Network& network, const BuildSettings& settings) {
  return build_yolo(network, settings, false);
}

graph::Graph build_swift_yolo_classifier(const Network& network, const BuildSettings& settings) {
  Yolo build(network, settings.seed, false);
  TensorId x = build.input("input", {1, settings.height, settings.width, settings.channels});
  x = unit(build, "classifier", backbone(build, network, x).back(), {kWideFilters});
  x = build.global_average("classifier_pool", x);
  return build.finish({build.fully_connected("predictions", x, settings.classes)});
}

graph::Graph build_yolov5(const Network& network, const BuildSettings& settings) {
  return build_yolo(network, settings, true);
}

std::optional<std::int32_t> swift_yolo_deepness(std::span<const std::string> layers) {
  std::optional<std::int32_t> last;
  for (const std::string& layer : layers)
    if (layer.starts_with(kFirstBlocks) && layer.size() > kFirstBlocks.size())
      last = std::max(last.value_or(0), layer[kFirstBlocks.size()] - '0');
  if (!last) return std::nullopt;
  return *last + 1;  // the first stage has one block in the shallow form
}

}  // namespace tinsmith::zoo
