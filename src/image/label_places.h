// image/label_places.h — chooses the positions of box labels so that each label is readable.
//
// This file computes positions only and draws nothing. The studio's pages follow the
// same rule (web/src/lib/label_places.ts).
#pragma once

#include <span>
#include <vector>

#include "image/draw.h"

namespace tinsmith::image {

struct LabelToPlace {
  Rectangle box;
  double width = 0, height = 0;  // of the label
};

// Returns the top-left corner of each label, in the order of the boxes. A label goes to the first candidate
// position at which it overlaps no label placed before it. The candidates, in this order:
//   1. above the box, at its left edge
//   2. inside the box, at its top left
//   3. below the box, at its left edge
//   4. above the box, at its right edge
//   5. below the box, at its right edge
//   6. inside the box, at its bottom left
//   7. to the right of the box
//   8. to the left of the box
//   9. positions 1 to 8 moved up and down by one to four label heights
// A candidate that extends beyond the picture is moved inside. When every candidate overlaps
// something, the one with the smallest overlap is used. A label larger than the picture starts at the
// picture's top-left corner.
std::vector<Point> places_of_labels(std::span<const LabelToPlace> labels, double picture_width,
                                    double picture_height);

}  // namespace tinsmith::image
