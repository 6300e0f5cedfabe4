// train/boxes/anchors.h — anchors fitted to the objects of a data set.
#pragma once

#include <span>
#include <vector>

#include "scene/box_grid.h"

namespace tinsmith::train {

// Returns `count` sizes, chosen so that every box is close to one of them: k-means with the distance 1 − IoU
// of boxes that share a corner (Redmon, Farhadi 2017, arXiv:1612.08242, section 2), rounded to whole pixels,
// sorted by area. `boxes` are sizes in pixels of the input; boxes with a side below `min_side` are ignored.
// It starts from evenly spaced quantiles of the areas, so the same boxes give the same anchors. Empty if
// there are fewer boxes than anchors.
std::vector<scene::Anchor> fitted_anchors(std::span<const scene::Anchor> boxes, std::size_t count,
                                          double min_side = 2);

// Returns the fraction of boxes that match some anchor by YOLOv5's rule: neither side is more than `ratio`
// times larger or smaller. Other boxes cannot be learned.
double matched_fraction(std::span<const scene::Anchor> boxes, const scene::BoxGrid& grid, double ratio = 4);

}  // namespace tinsmith::train
