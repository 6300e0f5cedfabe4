// zoo/swift_yolo.h — Swift-YOLO, the detector of Seeed's SSCMA: YOLOv5's backbone, neck and head with ReLU in
// the place of SiLU, and very narrow (Seeed-Studio/ModelAssistant 2.0.0, configs/swift_yolo).
#pragma once

#include <optional>

#include "zoo/zoo.h"

namespace tinsmith::zoo {

// Outputs: levels of stride 8, 16, 32, each [1, height, width, 3 · (5 + classes)]. Layers are named as in the
// published state dicts ("backbone.stem.conv"), so that their weights find their places. Network::variant
// counts the bottlenecks: 1 for those of the released weights, 3 for what the code after 2024-04-28 builds.
graph::Graph build_swift_yolo(const Network& network, const BuildSettings& settings);

// What Network::variant a checkpoint with layers of these names needs; nothing when it is of another network.
std::optional<std::int32_t> swift_yolo_deepness(std::span<const std::string> layers);

// YOLOv5 itself (ultralytics/yolov5 6.x): the same network with SiLU; what Kendryte's K230 platform calls an
// AnchorBaseDet.
graph::Graph build_yolov5(const Network& network, const BuildSettings& settings);

// Strides 8, 16, 32 with YOLOv5's anchors for COCO at 640 pixels, which SSCMA keeps whatever the input's
// size.
scene::BoxGrid swift_yolo_grid(const BuildSettings& settings);

}  // namespace tinsmith::zoo
