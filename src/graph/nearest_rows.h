// graph/nearest_rows.h — what ResizeNearest means, pixel for pixel.
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// The input row (or column) that each of `output` rows shows, as tflite-micro's GetNearestNeighbor finds it,
// in float.
std::vector<std::int32_t> nearest_rows(std::int32_t input, std::int32_t output, const ResizeNearest& resize);

}  // namespace tinsmith::graph
