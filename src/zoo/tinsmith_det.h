// zoo/tinsmith_det.h — tinsmith-det, our own detector: half a million parameters at most, a light neck that
// adds where others concatenate, and wide windows where they cost little.
//
// It comes in two forms that differ in the last layer. The one to take has three anchors a cell, fitted to
// the data, and an objectness. The other has one box a cell, no anchors to choose and no objectness: less to
// set, but on the few hundred pictures that people have it learns several times slower, because fewer cells
// are taught each object.
#pragma once

#include "zoo/zoo.h"

namespace tinsmith::zoo {

// Outputs: levels of stride 8, 16, 32, each [1, height, width, 3 · (5 + classes)], or [1, height, width, 4 +
// classes].
graph::Graph build_tinsmith_det(const Network& network, const BuildSettings& settings);

// YOLOv5's anchors for COCO, until others are fitted.
scene::BoxGrid tinsmith_det_grid(const BuildSettings& settings);

// One reference size a level; a class's score says how well the box fits.
scene::BoxGrid tinsmith_det_free_grid(const BuildSettings& settings);

// One reference size a level, and an objectness.
scene::BoxGrid tinsmith_det_cell_grid(const BuildSettings& settings);

}  // namespace tinsmith::zoo
