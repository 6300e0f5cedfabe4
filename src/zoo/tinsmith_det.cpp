#include "zoo/tinsmith_det.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "graph/builder.h"
#include "zoo/box_bias.h"
#include "zoo/swift_yolo.h"

namespace tinsmith::zoo {
namespace {

using graph::Builder;
using graph::TensorId;

constexpr graph::BatchNorm kDetectorNorm{1e-3f, 0.9f};
constexpr std::int32_t kStemFilters = 16;
constexpr std::int32_t kNeckFilters = 48;
constexpr std::int32_t kNeckFilter = 5;  // large kernels are cheap in depthwise convolutions
// A cell's largest box is four times its reference size, its smallest is 0 (scene::BoxCoding::Bounded).
constexpr double kReferenceStrides = 4;
constexpr std::int32_t kBoxChannels = 4;
// The classification head has this many channels before the pooling: the backbone's few channels, pooled, would
// be too narrow for hundreds of classes.
constexpr std::int32_t kClassifierFilters = 384;

struct Stage {
  std::int32_t filters;    // at width multiplier 1
  bool is_dense;           // starts with a full 3x3 convolution: few channels, many pixels
  std::int32_t expansion;  // of the inverted residuals
  std::int32_t blocks;     // in addition to the one that halves the size
};
constexpr std::array<Stage, 4> kStages{{
    {24, true, 0, 0},
    {40, true, 2, 2},
    {64, false, 3, 3},
    {96, false, 3, 2},
}};

std::int32_t scaled(std::int32_t filters, const Network& network) {
  return std::max(8, static_cast<std::int32_t>(std::lround(filters * network.width_multiplier / 8)) * 8);
}

TensorId normed(Builder& build, const std::string& name, TensorId x, bool is_activated = true) {
  x = build.batch_norm(name + "_norm", x, kDetectorNorm);
  return is_activated ? build.append(name + "_relu", graph::Relu6{}, {x}) : x;
}

TensorId pointwise(Builder& build, const std::string& name, TensorId x, std::int32_t filters,
                   bool is_activated = true) {
  return normed(build, name, build.conv2d(name, x, {.filters = filters}), is_activated);
}

TensorId depthwise(Builder& build, const std::string& name, TensorId x, std::int32_t filter,
                   std::int32_t stride = 1, bool is_activated = true) {
  x = build.depthwise_conv2d(name, x, {.filter = filter, .stride = stride});
  return normed(build, name, x, is_activated);
}

TensorId dense(Builder& build, const std::string& name, TensorId x, std::int32_t filters,
               std::int32_t stride) {
  return normed(build, name, build.conv2d(name, x, {.filters = filters, .filter = 3, .stride = stride}));
}

// MobileNetV2's block: expand, depthwise convolution, project (Sandler et al. 2018, arXiv:1801.04381).
TensorId inverted_residual(Builder& build, const std::string& name, TensorId input, std::int32_t filters,
                           std::int32_t expansion, std::int32_t stride) {
  TensorId x = pointwise(build, name + "_expand", input, expansion * build.shape(input)[3]);
  x = depthwise(build, name + "_depthwise", x, 3, stride);
  x = pointwise(build, name + "_project", x, filters, false);
  const bool is_residual = build.shape(x) == build.shape(input);
  return is_residual ? build.append(name + "_add", graph::Add{}, {input, x}) : x;
}

// Returns the features of strides 8, 16, 32.
std::array<TensorId, 3> backbone(Builder& build, const Network& network, TensorId x) {
  std::array<TensorId, 3> taps{};
  x = dense(build, "stem", x, scaled(kStemFilters, network), 2);
  for (std::size_t i = 0; i < kStages.size(); ++i) {
    const Stage& stage = kStages[i];
    const std::string name = fmt::format("stage{}", i + 1);
    const std::int32_t filters = scaled(stage.filters, network);
    x = stage.is_dense ? dense(build, name + "_down", x, filters, 2)
                       : inverted_residual(build, name + "_down", x, filters, stage.expansion, 2);
    for (std::int32_t block = 0; block < stage.blocks; ++block)
      x = inverted_residual(build, fmt::format("{}_{}", name, block + 1), x, filters, stage.expansion, 1);
    if (i > 0) taps[i - 1] = x;
  }
  return taps;
}

TensorId separable(Builder& build, const std::string& name, TensorId x, std::int32_t filter,
                   std::int32_t filters) {
  x = depthwise(build, name + "_depthwise", x, filter, 1, false);
  return pointwise(build, name + "_pointwise", x, filters);
}

// Coarse features flow to the fine levels, then fine ones to the coarse levels. Levels are added, which
// costs almost nothing.
std::array<TensorId, 3> neck(Builder& build, const Network& network, const std::array<TensorId, 3>& taps) {
  const std::int32_t filters = scaled(kNeckFilters, network);
  std::array<TensorId, 3> x{};
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = pointwise(build, fmt::format("neck_in{}", i), taps[i], filters, false);
  for (std::size_t i = 2; i-- > 0;) {
    const graph::Shape size = build.shape(x[i]);
    const std::string name = fmt::format("neck_down{}", i);
    const TensorId coarse =
        build.append(name + "_resize", graph::ResizeNearest{size[1], size[2]}, {x[i + 1]});
    x[i] = separable(build, name, build.append(name + "_add", graph::Add{}, {x[i], coarse}), kNeckFilter,
                     filters);
  }
  for (std::size_t i = 1; i < 3; ++i) {
    const std::string name = fmt::format("neck_up{}", i);
    const TensorId fine = depthwise(build, name + "_halve", x[i - 1], kNeckFilter, 2, false);
    x[i] =
        separable(build, name, build.append(name + "_add", graph::Add{}, {x[i], fine}), kNeckFilter, filters);
  }
  return x;
}

TensorId head(Builder& build, const Network& network, const scene::BoxGrid& grid, std::size_t level,
              TensorId x) {
  const std::string name = fmt::format("head{}", level);
  const auto anchors = static_cast<std::int32_t>(grid.levels[level].anchors.size());
  const graph::Shape size = build.shape(x);
  x = separable(build, name + "_all", x, 3, scaled(kNeckFilters, network));
  // Boxes and scores have separate layers because their value ranges differ, and int8 has one
  // scale per layer.
  const auto in_rows = [&](const std::string& part, std::int32_t channels, std::vector<float> bias) {
    const TensorId values =
        build.conv2d(part, x, {.filters = anchors * channels, .bias = true, .bias_values = std::move(bias)});
    return build.append(part + "_rows", graph::Reshape{{1, size[1], size[2] * anchors, channels}}, {values});
  };
  const TensorId boxes = in_rows(name + "_box", kBoxChannels, {});
  const TensorId scores =
      in_rows(name + "_score", grid.channels() - kBoxChannels, anchored_score_bias(grid, grid.levels[level]));
  const TensorId all = build.append(name + "_joined", graph::Concatenation{3}, {boxes, scores});
  return build.append(name, graph::Reshape{{1, size[1], size[2], anchors * grid.channels()}}, {all});
}

}  // namespace

scene::BoxGrid tinsmith_det_grid(const BuildSettings& settings) {
  return swift_yolo_grid(settings);
}

scene::BoxGrid tinsmith_det_free_grid(const BuildSettings& settings) {
  scene::BoxGrid grid{settings.width, settings.height, settings.classes, scene::BoxCoding::Bounded, {}};
  for (const std::int32_t stride : {8, 16, 32})
    grid.levels.push_back({stride, {{kReferenceStrides * stride, kReferenceStrides * stride}}});
  return grid;
}

graph::Graph build_tinsmith_det_classifier(const Network& network, const BuildSettings& settings) {
  Builder build(std::string(network.name), settings.seed);
  TensorId x = build.input("input", {1, settings.height, settings.width, settings.channels});
  x = pointwise(build, "classifier", backbone(build, network, x).back(), scaled(kClassifierFilters, network));
  x = build.global_average("classifier_pool", x);
  return build.finish({build.fully_connected("predictions", x, settings.classes)});
}

graph::Graph build_tinsmith_det(const Network& network, const BuildSettings& settings) {
  Builder build(std::string(network.name), settings.seed);
  const TensorId x = build.input("input", {1, settings.height, settings.width, settings.channels});
  const auto levels = neck(build, network, backbone(build, network, x));
  std::vector<TensorId> outputs;
  const scene::BoxGrid grid = network.box_grid(settings);
  for (std::size_t i = 0; i < levels.size(); ++i) outputs.push_back(head(build, network, grid, i, levels[i]));
  return build.finish(std::move(outputs));
}

}  // namespace tinsmith::zoo
