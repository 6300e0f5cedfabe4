// image/label_places.h — where the labels of boxes go, so that each can be read. No pixels. The studio's
// pages follow the same rule (web/src/lib/label_places.ts).
#pragma once

#include <span>
#include <vector>

#include "image/draw.h"

namespace tinsmith::image {

struct LabelToPlace {
  Rectangle box;
  double width = 0, height = 0;  // of its label
};

// The top-left corner of each label, in the order of the boxes: the first place that lies inside the picture
// and covers no label that was placed before. The places, in their order: above the box at its left edge,
// inside at its top left, below at its left edge, above and below at its right edge, inside at its bottom
// left, to the right, to the left; then these again moved up and down by one to four heights. A place that
// sticks out of the picture is moved into it. Where every place covers something, the one that covers the
// least area. A label larger than the picture begins at its top left corner.
std::vector<Point> places_of_labels(std::span<const LabelToPlace> labels, double picture_width,
                                    double picture_height);

}  // namespace tinsmith::image
