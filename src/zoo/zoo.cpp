#include "zoo/zoo.h"

#include "base/check.h"
#include "zoo/mobilenet_v1.h"
#include "zoo/mobilenet_v2.h"
#include "zoo/residual.h"
#include "zoo/swift_yolo.h"
#include "zoo/tinsmith_det.h"
#include "zoo/yolo_v2.h"

namespace tinsmith::zoo {
namespace {

using scene::Task;

constexpr std::int32_t kMaxSide_px = 1024;

constexpr Network kNetworks[] = {
    {.name = "mobilenetv1-0.1",
     .about = "classification; the smallest, for 100 kB",
     .task = Task::Classification,
     .width_multiplier = 0.1,
     .stride = 32,
     .learning_rate = 3e-3,
     .build = build_mobilenet_v1},
    {.name = "mobilenetv1-0.2",
     .about = "classification; very small",
     .task = Task::Classification,
     .width_multiplier = 0.2,
     .stride = 32,
     .learning_rate = 3e-3,
     .build = build_mobilenet_v1},
    {.name = "mobilenetv1-0.25",
     .about = "classification; small, little memory",
     .task = Task::Classification,
     .width_multiplier = 0.25,
     .stride = 32,
     .learning_rate = 3e-3,
     .build = build_mobilenet_v1,
     .build_classifier = build_symmetric_mobilenet_v1},
    {.name = "mobilenetv1-0.5",
     .about = "classification; medium",
     .task = Task::Classification,
     .width_multiplier = 0.5,
     .stride = 32,
     .learning_rate = 2e-3,
     .build = build_mobilenet_v1},
    {.name = "mobilenetv1-0.75",
     .about = "classification; large",
     .task = Task::Classification,
     .width_multiplier = 0.75,
     .stride = 32,
     .learning_rate = 2e-3,
     .build = build_mobilenet_v1,
     .build_classifier = build_symmetric_mobilenet_v1},
    {.name = "mobilenetv1-1.0",
     .about = "classification; the largest of its family",
     .task = Task::Classification,
     .width_multiplier = 1.0,
     .stride = 32,
     .learning_rate = 1e-3,
     .build = build_mobilenet_v1},
    {.name = "mobilenetv2-0.05",
     .about = "classification; the fewest channels, except for its wide last layer",
     .task = Task::Classification,
     .width_multiplier = 0.05,
     .stride = 32,
     .learning_rate = 3e-3,
     .build = build_mobilenet_v2},
    {.name = "mobilenetv2-0.1",
     .about = "classification; few parameters, except for its wide last layer",
     .task = Task::Classification,
     .width_multiplier = 0.1,
     .stride = 32,
     .learning_rate = 3e-3,
     .build = build_mobilenet_v2},
    {.name = "mobilenetv2-0.35",
     .about = "classification; a good first choice",
     .task = Task::Classification,
     .is_default = true,
     .width_multiplier = 0.35,
     .stride = 32,
     .learning_rate = 3e-3,
     .build = build_mobilenet_v2},
    {.name = "mobilenetv2-0.5",
     .about = "classification; more accurate, slower",
     .task = Task::Classification,
     .width_multiplier = 0.5,
     .stride = 32,
     .learning_rate = 2e-3,
     .build = build_mobilenet_v2},
    {.name = "mobilenetv2-0.75",
     .about = "classification; large",
     .task = Task::Classification,
     .width_multiplier = 0.75,
     .stride = 32,
     .learning_rate = 2e-3,
     .build = build_mobilenet_v2},
    {.name = "mobilenetv2-1.0",
     .about = "classification; the most accurate, for boards with megabytes of memory",
     .task = Task::Classification,
     .width_multiplier = 1.0,
     .stride = 32,
     .learning_rate = 1e-3,
     .build = build_mobilenet_v2},
    {.name = "tinsmith-small",
     .about = "classification; residual, for inputs of 32 to 64 pixels, less than 100 kB",
     .task = Task::Classification,
     .width_multiplier = 1.0,
     .stride = 4,
     .learning_rate = 3e-3,
     .build = build_residual},
    {.name = "fomo-0.1",
     .about = "centroids of objects; the smallest",
     .task = Task::Centroids,
     .width_multiplier = 0.1,
     .stride = 8,
     .learning_rate = 3e-3,
     .build = build_fomo},
    {.name = "fomo-0.35",
     .about = "centroids of objects",
     .task = Task::Centroids,
     .is_default = true,
     .width_multiplier = 0.35,
     .stride = 8,
     .learning_rate = 3e-3,
     .build = build_fomo},
    {.name = "tinsmith-det",
     .about = "boxes; small, fast to train, a good first choice",
     .task = Task::Boxes,
     .is_default = true,
     .width_multiplier = 1.0,
     .stride = 32,
     .learning_rate = 5e-3,
     .build = build_tinsmith_det,
     .box_grid = tinsmith_det_grid,
     .build_classifier = build_tinsmith_det_classifier},
    {.name = "tinsmith-det-free",
     .about = "boxes; tinsmith-det without anchors: one box per cell",
     .task = Task::Boxes,
     .width_multiplier = 1.0,
     .stride = 32,
     .learning_rate = 5e-3,
     .build = build_tinsmith_det,
     .box_grid = tinsmith_det_free_grid,
     .build_classifier = build_tinsmith_det_classifier},
    {.name = "swift-yolo-tiny",
     .about = "boxes; SSCMA's network, compatible with its released weights",
     .task = Task::Boxes,
     .width_multiplier = 0.15,
     .stride = 32,
     .learning_rate = 5e-3,
     .build = build_swift_yolo,
     .box_grid = swift_yolo_grid,
     .build_classifier = build_swift_yolo_classifier},
    {.name = "swift-yolo-nano",
     .about = "boxes; wider than tiny",
     .task = Task::Boxes,
     .width_multiplier = 0.25,
     .stride = 32,
     .learning_rate = 2e-3,
     .build = build_swift_yolo,
     .box_grid = swift_yolo_grid},
    {.name = "swift-yolo-small",
     .about = "boxes; 7 million parameters",
     .task = Task::Boxes,
     .width_multiplier = 0.5,
     .stride = 32,
     .learning_rate = 1e-3,
     .build = build_swift_yolo,
     .box_grid = swift_yolo_grid},
    {.name = "yolov5n",
     .about = "boxes; for the K230's accelerator; slow to train",
     .task = Task::Boxes,
     .width_multiplier = 0.25,
     .stride = 32,
     .learning_rate = 2e-3,
     .build = build_yolov5,
     .box_grid = swift_yolo_grid},
    {.name = "yolov2-mobilenetv1-0.75",
     .about = "boxes; for the K210's accelerator",
     .task = Task::Boxes,
     .width_multiplier = 0.75,
     .stride = 32,
     .learning_rate = 1e-3,
     .build = build_yolo_v2,
     .box_grid = yolo_v2_grid,
     .build_classifier = build_symmetric_mobilenet_v1},
    {.name = "swift-yolo-tiny-deep",
     .about = "boxes; tiny as SSCMA's code has built it since April 2024",
     .task = Task::Boxes,
     .width_multiplier = 0.15,
     .stride = 32,
     .learning_rate = 2e-3,
     .build = build_swift_yolo,
     .box_grid = swift_yolo_grid,
     .variant = 3},
    {.name = "swift-yolo-nano-deep",
     .about = "boxes; nano, deep",
     .task = Task::Boxes,
     .width_multiplier = 0.25,
     .stride = 32,
     .learning_rate = 2e-3,
     .build = build_swift_yolo,
     .box_grid = swift_yolo_grid,
     .variant = 3},
    {.name = "swift-yolo-small-deep",
     .about = "boxes; small, deep",
     .task = Task::Boxes,
     .width_multiplier = 0.5,
     .stride = 32,
     .learning_rate = 1e-3,
     .build = build_swift_yolo,
     .box_grid = swift_yolo_grid,
     .variant = 3},
};

}  // namespace

std::span<const Network> networks() {
  return kNetworks;
}

const Network& default_network(scene::Task task) {
  for (const Network& network : kNetworks)
    if (network.is_default && network.task == task) return network;
  CHECK(false, "task {} has no default network", scene::name_of(task));
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
