// bundle/levels.h — JSON form of the grid of a detector whose boxes are decoded outside the network:
//
//   {"coding": "bounded", "levels": [{"stride": 8, "anchors": [[10, 13], [16, 30]]}]}
//
// Anchors are width and height in pixels of the input. The input's size and the classes are elsewhere
// in the metadata.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "scene/box_grid.h"

namespace tinsmith::bundle {

nlohmann::json levels_to_json(const scene::BoxGrid& grid);

// Fills coding and levels of `grid`, whose input size must be set. InvalidInput: the message names the value
// that is missing or out of range; `grid` may then be partly filled.
Result<Done> read_levels(const nlohmann::json& json, scene::BoxGrid& grid);

}  // namespace tinsmith::bundle
