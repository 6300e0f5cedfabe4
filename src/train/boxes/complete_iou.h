// train/boxes/complete_iou.h — complete IoU of a predicted box and its ground truth, with its gradient.
#pragma once

#include <array>

#include "scene/scene.h"

namespace tinsmith::train {

struct Overlap {
  double value = 0;                  // 1: the boxes are equal; below 0: they are far apart
  std::array<double, 4> gradient{};  // d value / d (centre x, centre y, width, height) of the predicted box
};

// Complete IoU (Zheng et al. 2020, arXiv:1911.08287): IoU − ρ² / c² − α v, with ρ the distance of the
// centres, c the diagonal of the box around both, v = 4/π² (atan(w/h of the truth) − atan(w/h found))² and
// α = v / (1 − IoU + v), which counts as a constant in the gradient. Sizes must be above 0; the box coding
// ensures this for the predicted box.
Overlap complete_iou(const scene::Box& found, const scene::Box& truth);

}  // namespace tinsmith::train
