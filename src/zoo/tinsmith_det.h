// zoo/tinsmith_det.h — tinsmith-det, our own detector: half a million parameters at most, a light neck that
// adds where others concatenate, and wide windows where they cost little.
//
// It comes in two forms that differ in the last layer alone. The one to take has three anchors a cell, fitted
// to the data. The other has one box a cell, measured against a size that follows from the stride: no anchors
// to choose, a little less to compute, and a little less accurate (mAP 0.468 against 0.481 in int8, blood
// cells at 192 pixels, 200 epochs).
#pragma once

#include "zoo/zoo.h"

namespace tinsmith::zoo {

// Outputs: levels of stride 8, 16, 32, each [1, height, width, anchors · (5 + classes)].
graph::Graph build_tinsmith_det(const Network& network, const BuildSettings& settings);

// YOLOv5's anchors for COCO, until others are fitted.
scene::BoxGrid tinsmith_det_grid(const BuildSettings& settings);

// One reference size a level.
scene::BoxGrid tinsmith_det_free_grid(const BuildSettings& settings);

}  // namespace tinsmith::zoo
