#include "zoo/zoo.h"

#include "zoo/mobilenet_v1.h"
#include "zoo/mobilenet_v2.h"
#include "zoo/swift_yolo.h"
#include "zoo/tinsmith_det.h"
#include "zoo/yolo_v2.h"

namespace tinsmith::zoo {
namespace {

constexpr std::int32_t kMaxSide_px = 1024;

constexpr Network kNetworks[] = {
    {"mobilenetv1-0.1", "classification; the smallest, for 100 kB", Answer::Classes, 0.1, 32, 3e-3,
     build_mobilenet_v1},
    {"mobilenetv1-0.2", "classification; very small", Answer::Classes, 0.2, 32, 3e-3, build_mobilenet_v1},
    {"mobilenetv1-0.25", "classification; small, little memory", Answer::Classes, 0.25, 32, 3e-3,
     build_mobilenet_v1},
    {"mobilenetv1-0.5", "classification; medium", Answer::Classes, 0.5, 32, 2e-3, build_mobilenet_v1},
    {"mobilenetv1-0.75", "classification; large", Answer::Classes, 0.75, 32, 2e-3, build_mobilenet_v1},
    {"mobilenetv1-1.0", "classification; the largest of its family", Answer::Classes, 1.0, 32, 1e-3,
     build_mobilenet_v1},
    {"mobilenetv2-0.05", "classification; the fewest channels, except for its wide last layer",
     Answer::Classes, 0.05, 32, 3e-3, build_mobilenet_v2},
    {"mobilenetv2-0.1", "classification; few parameters, except for its wide last layer", Answer::Classes,
     0.1, 32, 3e-3, build_mobilenet_v2},
    {"mobilenetv2-0.35", "classification; a good first choice", Answer::Classes, 0.35, 32, 3e-3,
     build_mobilenet_v2},
    {"mobilenetv2-0.5", "classification; more accurate, slower", Answer::Classes, 0.5, 32, 2e-3,
     build_mobilenet_v2},
    {"mobilenetv2-0.75", "classification; large", Answer::Classes, 0.75, 32, 2e-3, build_mobilenet_v2},
    {"mobilenetv2-1.0", "classification; the most accurate, for boards with megabytes of memory",
     Answer::Classes, 1.0, 32, 1e-3, build_mobilenet_v2},
    {"fomo-0.1", "centroids of objects; the smallest", Answer::Centroids, 0.1, 8, 3e-3, build_fomo},
    {"fomo-0.35", "centroids of objects", Answer::Centroids, 0.35, 8, 3e-3, build_fomo},
    {"tinsmith-det", "boxes; small, fast to train, a good first choice", Answer::Boxes, 1.0, 32, 5e-3,
     build_tinsmith_det, tinsmith_det_grid},
    {"tinsmith-det-free", "boxes; tinsmith-det without anchors: one box per cell", Answer::Boxes, 1.0, 32,
     5e-3, build_tinsmith_det, tinsmith_det_free_grid},
    {"swift-yolo-tiny", "boxes; SSCMA's network, compatible with its released weights", Answer::Boxes, 0.15,
     32, 5e-3, build_swift_yolo, swift_yolo_grid},
    {"swift-yolo-nano", "boxes; wider than tiny", Answer::Boxes, 0.25, 32, 2e-3, build_swift_yolo,
     swift_yolo_grid},
    {"swift-yolo-small", "boxes; 7 million parameters", Answer::Boxes, 0.5, 32, 1e-3, build_swift_yolo,
     swift_yolo_grid},
    {"yolov5n", "boxes; for the K230's accelerator; slow to train", Answer::Boxes, 0.25, 32, 2e-3,
     build_yolov5, swift_yolo_grid},
    {"yolov2-mobilenetv1-0.75", "boxes; for the K210's accelerator", Answer::Boxes, 0.75, 32, 1e-3,
     build_yolo_v2, yolo_v2_grid},
    {"swift-yolo-tiny-deep", "boxes; tiny as SSCMA's code has built it since April 2024", Answer::Boxes, 0.15,
     32, 2e-3, build_swift_yolo, swift_yolo_grid, 3},
    {"swift-yolo-nano-deep", "boxes; nano, deep", Answer::Boxes, 0.25, 32, 2e-3, build_swift_yolo,
     swift_yolo_grid, 3},
    {"swift-yolo-small-deep", "boxes; small, deep", Answer::Boxes, 0.5, 32, 1e-3, build_swift_yolo,
     swift_yolo_grid, 3},
};

}  // namespace

std::span<const Network> networks() {
  return kNetworks;
}

Result<const Network*> find_network(std::string_view name) {
  std::string names;
  for (const Network& network : kNetworks) {
    if (network.name == name) return &network;
    names += (names.empty() ? "" : ", ") + std::string(network.name);
  }
  return fail(Fault::NotFound, "there is no network '{}'; there are {}", name, names);
}

Result<graph::Graph> build(const Network& network, const BuildSettings& settings) {
  if (settings.channels != 1 && settings.channels != 3)
    return fail(Fault::InvalidInput, "{} channels; a picture has 1 (grey) or 3 (RGB)", settings.channels);
  if (settings.classes < 1)
    return fail(Fault::InvalidInput, "{} classes; at least 1 is expected", settings.classes);
  for (const std::int32_t side : {settings.width, settings.height})
    if (side < network.stride || side % network.stride != 0 || side > kMaxSide_px)
      return fail(Fault::InvalidInput,
                  "an input of {}x{}; {} needs sides that are multiples of {}, at most {}", settings.width,
                  settings.height, network.name, network.stride, kMaxSide_px);
  return network.build(network, settings);
}

}  // namespace tinsmith::zoo
