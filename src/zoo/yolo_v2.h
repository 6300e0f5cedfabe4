// zoo/yolo_v2.h — YOLOv2's head (Redmon and Farhadi 2017, arXiv:1612.08242) on a MobileNet.
//
// K210 boards have a decoder for this detector.
#pragma once

#include "zoo/zoo.h"

namespace tinsmith::zoo {

// Output: one level of stride 32, [1, height, width, 5 · (5 + classes)].
graph::Graph build_yolo_v2(const Network& network, const BuildSettings& settings);

// Five anchors, the number that the decoder requires: YOLOv2's for COCO; training replaces them
// with fitted ones.
scene::BoxGrid yolo_v2_grid(const BuildSettings& settings);

}  // namespace tinsmith::zoo
