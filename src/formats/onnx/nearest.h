// formats/onnx/nearest.h — nearest-pixel modes of ONNX and of the graph. Not for other rooms.
//
// ONNX has two dozen ways to choose the nearest pixel, the graph has three.
#pragma once

#include <optional>
#include <string>

#include "graph/graph.h"

namespace tinsmith::formats {

struct NearestMode {
  std::string coordinates;  // coordinate_transformation_mode
  std::string rounding;     // nearest_mode
};

// One axis of a picture that is resized.
struct Resizing {
  std::int32_t from, to;
  float scale;  // to / from, as stored in the file
};

// Returns the graph's resize that copies the same pixels as the file's mode, and vice versa; nothing if
// there is none. All modes are tried, because modes with different names often choose the same pixels
// for given sizes.
std::optional<graph::ResizeNearest> nearest_in_graph(const Resizing& height, const Resizing& width,
                                                     const NearestMode& mode);
std::optional<NearestMode> nearest_in_file(std::int32_t height, std::int32_t width,
                                           const graph::ResizeNearest& resize);

}  // namespace tinsmith::formats
