// zoo/box_bias.h — how sure a box detector is before it has learned anything: hardly ever.
#pragma once

#include <vector>

#include "scene/box_grid.h"

namespace tinsmith::zoo {

// The biases of a level's last convolution, anchor by anchor: YOLOv5 expects 8 objects among the cells of a
// picture of 640 pixels, and 0.6 of a class (ultralytics/yolov5, Detect.initialize_biases).
std::vector<float> anchored_bias(const scene::BoxGrid& grid, const scene::BoxLevel& level);

// Without those of the box, which are zeros: objectness and classes, anchor by anchor.
std::vector<float> anchored_score_bias(const scene::BoxGrid& grid, const scene::BoxLevel& level);

}  // namespace tinsmith::zoo
