// zoo/tinsmith_det.h — tinsmith-det, our own detector: one box a cell, no anchors to choose, half a million
// parameters at most.
#pragma once

#include "zoo/zoo.h"

namespace tinsmith::zoo {

// Outputs: levels of stride 8, 16, 32, each [1, height, width, 4 + classes].
graph::Graph build_tinsmith_det(const Network& network, const BuildSettings& settings);

// One reference size a level; there is no objectness, a class's score says how well the box fits.
scene::BoxGrid tinsmith_det_grid(const BuildSettings& settings);

}  // namespace tinsmith::zoo
