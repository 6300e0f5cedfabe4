// train/boxes/anchors.h — anchors that suit the objects of a data set.
#pragma once

#include <span>
#include <vector>

#include "scene/box_grid.h"

namespace tinsmith::train {

// `count` sizes such that the boxes lie near one of them: k-means with 1 − IoU of boxes laid corner on corner
// as the distance (Redmon, Farhadi 2017, arXiv:1612.08242, section 2), rounded to whole pixels, by rising
// area. `boxes` are sizes in pixels of the input; those below `least_side` in either side are left out.
// Starts from evenly spaced quantiles of the areas, so the same boxes give the same anchors. Empty when there
// are fewer boxes than anchors.
std::vector<scene::Anchor> fitted_anchors(std::span<const scene::Anchor> boxes, std::size_t count,
                                          double least_side = 2);

// The share of boxes that some anchor matches, as YOLOv5 matches: neither side more than `ratio` times larger
// or smaller. What the boxes can be learned with at all.
double matched_share(std::span<const scene::Anchor> boxes, const scene::BoxGrid& grid, double ratio = 4);

}  // namespace tinsmith::train
