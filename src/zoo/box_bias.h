// zoo/box_bias.h — initial biases of a box detector: low scores before any training.
#pragma once

#include <vector>

#include "scene/box_grid.h"

namespace tinsmith::zoo {

// Biases of a level's last convolution, one group per anchor. The initial objectness corresponds to 8 objects
// among the cells of a picture of 640 pixels; the class biases are log(0.6 / (classes − 0.999999))
// (ultralytics/yolov5, Detect.initialize_biases).
std::vector<float> anchored_bias(const scene::BoxGrid& grid, const scene::BoxLevel& level);

// The same without the zero biases of the box coordinates: objectness and classes, one group per anchor.
std::vector<float> anchored_score_bias(const scene::BoxGrid& grid, const scene::BoxLevel& level);

}  // namespace tinsmith::zoo
