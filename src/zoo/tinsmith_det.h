// zoo/tinsmith_det.h — tinsmith-det, our own box detector.
//
// It has at most half a million parameters, a light neck that adds features where others concatenate them,
// and large depthwise kernels where they are cheap. There are two forms, which differ only in the last layer.
// The recommended one has three anchors per cell, fitted to the data. The other one has one box per cell,
// relative to a size that follows from the stride: it needs no anchors, computes a little less, and is a
// little less accurate (mAP 0.468 against 0.481 in int8; blood cells at 192 pixels, 200 epochs).
#pragma once

#include "zoo/zoo.h"

namespace tinsmith::zoo {

// Outputs: levels of stride 8, 16, 32, each [1, height, width, anchors · (5 + classes)].
graph::Graph build_tinsmith_det(const Network& network, const BuildSettings& settings);

// The backbone with a classification head, to pretrain the backbone on pictures without boxes. Output: logits,
// [1, classes].
graph::Graph build_tinsmith_det_classifier(const Network& network, const BuildSettings& settings);

// YOLOv5's anchors for COCO; training replaces them with fitted ones.
scene::BoxGrid tinsmith_det_grid(const BuildSettings& settings);

// One reference size per level.
scene::BoxGrid tinsmith_det_free_grid(const BuildSettings& settings);

}  // namespace tinsmith::zoo
