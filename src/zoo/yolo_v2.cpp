#include "zoo/yolo_v2.h"

#include "graph/builder.h"
#include "zoo/mobilenet_v1.h"

namespace tinsmith::zoo {
namespace {

constexpr std::int32_t kStride = 32;
constexpr scene::Anchor kAnchors_cells[] = {
    {0.57273, 0.677385}, {1.87446, 2.06253}, {3.33843, 5.47434}, {7.88282, 3.52778}, {9.77052, 9.16828}};

}  // namespace

scene::BoxGrid yolo_v2_grid(const BuildSettings& settings) {
  scene::BoxLevel level{kStride, {}};
  for (const scene::Anchor& anchor : kAnchors_cells)
    level.anchors.push_back({anchor.width * kStride, anchor.height * kStride});
  return {settings.width, settings.height, settings.classes, scene::BoxCoding::Exponential, {level}};
}

graph::Graph build_yolo_v2(const Network& network, const BuildSettings& settings) {
  graph::Builder build(std::string(network.name), settings.seed);
  graph::TensorId x = build.input("input", {1, settings.height, settings.width, settings.channels});
  x = mobilenet_v1_features(build, network, x, Padded::Symmetrically);
  const scene::BoxGrid grid = yolo_v2_grid(settings);
  const auto anchors = static_cast<std::int32_t>(grid.levels[0].anchors.size());
  return build.finish(
      {build.conv2d("detection_layer", x, {.filters = anchors * grid.channels(), .bias = true})});
}

}  // namespace tinsmith::zoo
