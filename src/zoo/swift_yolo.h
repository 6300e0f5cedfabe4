// zoo/swift_yolo.h — Swift-YOLO, the detector of Seeed's SSCMA, and YOLOv5.
//
// Swift-YOLO has YOLOv5's backbone, neck and head, with ReLU instead of SiLU and few channels
// (Seeed-Studio/ModelAssistant 2.0.0, configs/swift_yolo).
#pragma once

#include <optional>

#include "zoo/zoo.h"

namespace tinsmith::zoo {

// Outputs: levels of stride 8, 16, 32, each [1, height, width, 3 · (5 + classes)]. Layers have the names of
// the published state dictionaries ("backbone.stem.conv"), so that those weights can be assigned by name.
// Network::variant is the number of bottlenecks: 1 in the released weights, 3 in networks that the code
// after 2024-04-28 builds.
graph::Graph build_swift_yolo(const Network& network, const BuildSettings& settings);

// The backbone with a classification head, for pretraining.
graph::Graph build_swift_yolo_classifier(const Network& network, const BuildSettings& settings);

// The Network::variant of a checkpoint with layers of these names; nothing if it is another network.
std::optional<std::int32_t> swift_yolo_deepness(std::span<const std::string> layers);

// YOLOv5 (ultralytics/yolov5 6.x): the same network with SiLU. Kendryte's K230 platform
// calls it AnchorBaseDet.
graph::Graph build_yolov5(const Network& network, const BuildSettings& settings);

// Strides 8, 16, 32 with YOLOv5's anchors for COCO at 640 pixels. SSCMA uses them for every input size.
scene::BoxGrid swift_yolo_grid(const BuildSettings& settings);

}  // namespace tinsmith::zoo
