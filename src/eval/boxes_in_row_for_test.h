// eval/boxes_in_row_for_test.h — boxes of 10 × 10 pixels that do not overlap.
#pragma once

#include "scene/scene.h"

namespace tinsmith::eval {

// Returns box number `index` of a row of boxes, moved to the right by `shifted` pixels.
inline scene::Box box_at(double index, double shifted = 0) {
  return {20 * index + shifted, 0, 10, 10};
}

}  // namespace tinsmith::eval
