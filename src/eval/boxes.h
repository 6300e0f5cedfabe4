// eval/boxes.h — the ground truth and the detections of a picture.
#pragma once

#include <span>
#include <vector>

#include "scene/scene.h"

namespace tinsmith::eval {

struct PictureBoxes {
  std::vector<scene::LabelledBox> truths;
  // In any order; of two equal scores, the earlier detection is ranked higher. Scores must be finite (CHECK).
  std::vector<scene::Detection> detections;
  // One per ground-truth object, in square pixels of the picture: the area of its outline if the data set's
  // file gives it. Empty: the areas of the boxes.
  std::vector<double> truth_areas;
  // Area in the network's input of one square pixel of the picture: the product of the two resize factors.
  double input_area_scale = 1;

  double truth_area(std::size_t truth) const {
    return truth_areas.empty() ? truths[truth].box.area() : truth_areas[truth];
  }
};

// Fails (CHECK) if a class is not in [0, classes), a score is not a finite number, or `truth_areas` has
// the wrong size.
void check_boxes(std::span<const PictureBoxes> pictures, std::int32_t classes);

}  // namespace tinsmith::eval
