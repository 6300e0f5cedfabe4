#include "zoo/mobilenet_v1.h"

#include <algorithm>

#include "graph/builder.h"

namespace tinsmith::zoo {
namespace {

using graph::Builder;
using graph::TensorId;

struct V1Block {
  std::int32_t filters;  // at width multiplier 1
  std::int32_t stride;
};
constexpr V1Block kV1Blocks[] = {{64, 1},  {128, 2}, {128, 1}, {256, 2}, {256, 1},  {512, 2}, {512, 1},
                                 {512, 1}, {512, 1}, {512, 1}, {512, 1}, {1024, 2}, {1024, 1}};
constexpr double kDropout = 0.001;

std::int32_t scaled(std::int32_t filters, double width_multiplier) {
  return std::max(1, static_cast<std::int32_t>(filters * width_multiplier));
}

TensorId normalised(Builder& build, const std::string& name, TensorId x) {
  x = build.batch_norm(name + "_bn", x);
  return build.append(name + "_relu", graph::Relu6{}, {x});
}

}  // namespace

TensorId mobilenet_v1_features(Builder& build, const Network& network, TensorId x, Padded padded) {
  const double alpha = network.width_multiplier;
  const auto window = [&](Builder::Conv conv) {
    if (padded == Padded::Symmetrically) conv.padding = 1;
    return conv;
  };
  x = normalised(build, "conv1",
                 build.conv2d("conv1", x, window({.filters = scaled(32, alpha), .filter = 3, .stride = 2})));
  for (std::size_t i = 0; i < std::size(kV1Blocks); ++i) {
    const std::string depthwise = fmt::format("conv_dw_{}", i + 1),
                      pointwise = fmt::format("conv_pw_{}", i + 1);
    x = normalised(
        build, depthwise,
        build.depthwise_conv2d(depthwise, x, window({.filter = 3, .stride = kV1Blocks[i].stride})));
    x = normalised(build, pointwise,
                   build.conv2d(pointwise, x, {.filters = scaled(kV1Blocks[i].filters, alpha)}));
  }
  return x;
}

namespace {

graph::Graph build_padded(const Network& network, const BuildSettings& settings, Padded padded) {
  Builder build(std::string(network.name), settings.seed);
  TensorId x = build.input("input", {1, settings.height, settings.width, settings.channels});
  x = mobilenet_v1_features(build, network, x, padded);
  x = build.global_average("global_average", x);
  x = build.append("dropout", graph::Dropout{static_cast<float>(kDropout)}, {x});
  return build.finish({build.fully_connected("predictions", x, settings.classes)});
}

}  // namespace

graph::Graph build_mobilenet_v1(const Network& network, const BuildSettings& settings) {
  return build_padded(network, settings, Padded::AsKeras);
}

graph::Graph build_symmetric_mobilenet_v1(const Network& network, const BuildSettings& settings) {
  return build_padded(network, settings, Padded::Symmetrically);
}

}  // namespace tinsmith::zoo
