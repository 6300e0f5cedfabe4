// formats/onnx/nearest.h — ONNX knows two dozen ways to find the nearest pixel, the graph three. Not for
// other rooms.
#pragma once

#include <optional>
#include <string>

#include "graph/graph.h"

namespace tinsmith::formats {

struct NearestMode {
  std::string coordinates;  // coordinate_transformation_mode
  std::string rounding;     // nearest_mode
};

// One direction of a picture that gets another size.
struct Resizing {
  std::int32_t from, to;
  float scale;  // to / from, as the file has it
};

// What the graph calls a resize that shows the same pixels, and the other way round. They are found by
// trying: modes that differ by name often mean the same for the sizes at hand. Nothing when there is none.
std::optional<graph::ResizeNearest> nearest_in_graph(const Resizing& height, const Resizing& width,
                                                     const NearestMode& mode);
std::optional<NearestMode> nearest_in_file(std::int32_t height, std::int32_t width,
                                           const graph::ResizeNearest& resize);

}  // namespace tinsmith::formats
