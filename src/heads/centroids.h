// heads/centroids.h — converts boxes to the target grid of a centroid network, and its output
// grid to detections.
//
// The grid is row-major: y outer, x inner, channels innermost. Channel 0 is the background; class c
// is channel c + 1.
#pragma once

#include <span>
#include <vector>

#include "scene/scene.h"

namespace tinsmith::heads {

struct Grid {
  std::int32_t height = 0, width = 0;  // cells
  std::int32_t classes = 0;            // without background
  std::int64_t cells() const { return std::int64_t{height} * width; }
  std::int32_t channels() const { return classes + 1; }
};

// The training target of each cell, from a picture's boxes.
struct CentroidTarget {
  std::vector<std::int32_t> channels;  // [height, width]: 0 background, class + 1 otherwise
  // Number of boxes whose cell was already taken by an earlier box; the later one is kept.
  std::int32_t collisions = 0;
  std::int32_t outside = 0;  // boxes whose middle is outside the picture; they are ignored
};

// `boxes` are in pixels of an input of this size. The cell of a box is (floor(centre_x · width),
// floor(centre_y · height)), with the centre in fractions of the picture. Crowd boxes are ignored. Classes
// out of range are a bug (CHECK).
CentroidTarget encode_centroids(std::span<const scene::LabelledBox> boxes, double input_width,
                                double input_height, const Grid& grid);

enum class Threshold : std::uint8_t {
  AtLeast,  // as on devices
  // As in the usual metric (eval/centroids.h). The two differ for int8 outputs, where 0.5 is a stored value.
  Above,
};

struct CentroidDecoding {
  double threshold = scene::kDefaultThreshold;
  Threshold comparison = Threshold::AtLeast;
  // Reproduces the boxes of edgeimpulse/inferencing-sdk-cpp v1.93 exactly, including its peculiarities: a box
  // that should grow left or up moves instead; a box that a later merge joins keeps its size and score; grids
  // must be square.
  bool reference_compatible = false;
};

// Each cell whose probability for a class reaches the threshold becomes a box of one cell. Boxes of the same
// class that touch, even at a corner, are merged into the box around them until none touch. The score is the
// max over the cells. `probabilities` is [height, width, 1 + classes]. Boxes are in pixels of an input of
// this size, ordered from top to bottom, then from left to right, then by class (reference-compatible: in the
// order of the reference).
std::vector<scene::Detection> decode_centroids(std::span<const float> probabilities, const Grid& grid,
                                               double input_width, double input_height,
                                               const CentroidDecoding& decoding = {});

}  // namespace tinsmith::heads
