// heads/centroids.h — boxes to the grid a centroid network learns, and the grid it answers with back to
// detections.
//
// The grid is row-major: y outer, x inner, channels innermost; channel 0 is the background, class c is
// channel c + 1.
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

// What a picture's boxes ask of each cell.
struct CentroidTarget {
  std::vector<std::int32_t> channels;  // [height, width]: 0 background, class + 1 otherwise
  std::int32_t collisions = 0;         // boxes whose cell was taken by an earlier box: the later one stands
  std::int32_t outside = 0;            // boxes whose middle lies outside the picture: left out
};

// `boxes` in pixels of an input of that size. The cell of a box is (floor(centre_x · width), floor(centre_y ·
// height)) with the centre in parts of the picture. Crowd boxes are left out. Classes out of range are a bug
// (CHECK).
CentroidTarget encode_centroids(std::span<const scene::LabelledBox> boxes, double input_width,
                                double input_height, const Grid& grid);

enum class Threshold : std::uint8_t {
  AtLeast,  // as devices do
  Above,    // as the usual metric does (eval/centroids.h); differs for int8 answers, where 0.5 is a stored
            // value
};

struct CentroidDecoding {
  double threshold = 0.5;
  Threshold comparison = Threshold::AtLeast;
  // Reproduces what edgeimpulse/inferencing-sdk-cpp v1.93 answers, box for box, oddities included: a box that
  // grows left or up slides instead; a box that a later merge joins keeps its size and score; grids must be
  // square.
  bool reference_compatible = false;
};

// Cells whose probability for a class reaches the threshold become boxes of one cell; boxes of a class that
// touch, also by a corner, become the one box around them, until none touch. Its score is the highest among
// its cells. `probabilities` is [height, width, 1 + classes]. Boxes come in pixels of an input of that size,
// from the top, then from the left, then by class (reference-compatible: in the reference's order).
std::vector<scene::Detection> decode_centroids(std::span<const float> probabilities, const Grid& grid,
                                               double input_width, double input_height,
                                               const CentroidDecoding& decoding = {});

}  // namespace tinsmith::heads
