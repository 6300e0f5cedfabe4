// bundle/levels.h — the grid of a detector whose boxes are decoded outside of the network, as JSON in the
// metadata:
//
//   {"coding": "bounded", "levels": [{"stride": 8, "anchors": [[10, 13], [16, 30]]}]}
//
// Anchors are width and height in pixels of the input; the input's size and the classes stand elsewhere in
// the metadata.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "scene/box_grid.h"

namespace tinsmith::bundle {

nlohmann::json levels_to_json(const scene::BoxGrid& grid);

// Fills coding and levels of `grid`, whose input size is set. InvalidInput names what is missing
// or out of its range; `grid` may then be half filled.
Result<Done> read_levels(const nlohmann::json& json, scene::BoxGrid& grid);

}  // namespace tinsmith::bundle
