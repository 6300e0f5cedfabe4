// train/boxes/complete_iou.h — how well a found box covers the true one, and where it should move to.
#pragma once

#include <array>

#include "scene/scene.h"

namespace tinsmith::train {

struct Overlap {
  double value = 0;                  // 1: the same box; below 0 when far apart
  std::array<double, 4> gradient{};  // d value / d (centre x, centre y, width, height) of the found box
};

// Complete IoU (Zheng et al. 2020, arXiv:1911.08287): IoU − ρ² / c² − α v, with ρ the distance of the
// centres, c the diagonal of the box around both, v = 4/π² (atan(w/h of the truth) − atan(w/h found))² and α
// = v / (1 − IoU
// + v), which counts as a constant in the gradient. Sizes are above 0 (the found box's through the coding).
Overlap complete_iou(const scene::Box& found, const scene::Box& truth);

}  // namespace tinsmith::train
