#include "zoo/mobilenet_v2.h"

#include <algorithm>

#include "graph/builder.h"

namespace tinsmith::zoo {
namespace {

using graph::Builder;
using graph::TensorId;

struct Block {
  std::int32_t filters;  // at width multiplier 1
  std::int32_t stride;
};
constexpr Block kBlocks[] = {{16, 1}, {24, 2},  {24, 1},  {32, 2},  {32, 1}, {32, 1},
                             {64, 2}, {64, 1},  {64, 1},  {64, 1},  {96, 1}, {96, 1},
                             {96, 1}, {160, 2}, {160, 1}, {160, 1}, {320, 1}};
constexpr std::size_t kCentroidCut = 6;  // FOMO ends after the expansion of this block
constexpr std::int32_t kExpansion = 6;
constexpr std::int32_t kLastFilters = 1280;  // not reduced when the width multiplier is below 1
constexpr std::int32_t kHeadFilters = 32;
constexpr graph::BatchNorm kV2Norm{1e-3f, 0.9f};

// Returns the nearest multiple of 8 that is not more than 10 % below `filters`.
std::int32_t made_divisible(double filters) {
  const auto nearest = std::max(8, static_cast<std::int32_t>(filters + 4) / 8 * 8);
  return nearest < 0.9 * filters ? nearest + 8 : nearest;
}

TensorId activated(Builder& build, const std::string& norm, const std::string& relu, TensorId x) {
  x = build.batch_norm(norm, x, kV2Norm);
  return build.append(relu, graph::Relu6{}, {x});
}

std::string block_name(std::size_t index) {
  return index == 0 ? "expanded_conv" : fmt::format("block_{}", index);
}

TensorId stem(Builder& build, const Network& network, const BuildSettings& settings) {
  const TensorId x = build.input("input", {1, settings.height, settings.width, settings.channels});
  const std::int32_t filters = made_divisible(32 * network.width_multiplier);
  return activated(build, "bn_Conv1", "Conv1_relu",
                   build.conv2d("Conv1", x, {.filters = filters, .filter = 3, .stride = 2}));
}

TensorId expanded(Builder& build, std::size_t index, TensorId x) {
  const std::string name = block_name(index) + "_expand";
  x = build.conv2d(name, x, {.filters = kExpansion * build.shape(x)[3]});
  return activated(build, name + "_BN", name + "_relu", x);
}

TensorId inverted_residual(Builder& build, std::size_t index, double width_multiplier, TensorId input) {
  const Block& block = kBlocks[index];
  const std::string name = block_name(index);
  TensorId x = index == 0 ? input : expanded(build, index, input);
  x = build.depthwise_conv2d(name + "_depthwise", x, {.filter = 3, .stride = block.stride});
  x = activated(build, name + "_depthwise_BN", name + "_depthwise_relu", x);
  x = build.conv2d(name + "_project", x, {.filters = made_divisible(block.filters * width_multiplier)});
  x = build.batch_norm(name + "_project_BN", x, kV2Norm);
  const bool is_residual = block.stride == 1 && build.shape(x) == build.shape(input);
  return is_residual ? build.append(name + "_add", graph::Add{}, {input, x}) : x;
}

}  // namespace

graph::Graph build_mobilenet_v2(const Network& network, const BuildSettings& settings) {
  Builder build(std::string(network.name), settings.seed);
  TensorId x = stem(build, network, settings);
  for (std::size_t i = 0; i < std::size(kBlocks); ++i)
    x = inverted_residual(build, i, network.width_multiplier, x);
  x = activated(build, "Conv_1_bn", "out_relu", build.conv2d("Conv_1", x, {.filters = kLastFilters}));
  x = build.global_average("global_average", x);
  return build.finish({build.fully_connected("predictions", x, settings.classes)});
}

graph::Graph build_fomo(const Network& network, const BuildSettings& settings) {
  Builder build(std::string(network.name), settings.seed);
  TensorId x = stem(build, network, settings);
  for (std::size_t i = 0; i < kCentroidCut; ++i) x = inverted_residual(build, i, network.width_multiplier, x);
  x = expanded(build, kCentroidCut, x);
  x = build.conv2d("head", x, {.filters = kHeadFilters, .bias = true});
  x = build.append("head_relu", graph::Relu{}, {x});
  return build.finish({build.conv2d("logits", x, {.filters = settings.classes + 1, .bias = true})});
}

}  // namespace tinsmith::zoo
