// graph/nearest_rows.h — which input pixel each output pixel of ResizeNearest copies.
#pragma once

#include "graph/graph.h"

namespace tinsmith::graph {

// For each of `output` rows (or columns), the index of the input row (or column) that it copies. Computed in
// float, as tflite-micro's GetNearestNeighbor does.
std::vector<std::int32_t> nearest_rows(std::int32_t input, std::int32_t output, const ResizeNearest& resize);

}  // namespace tinsmith::graph
