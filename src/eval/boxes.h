// eval/boxes.h — what a detector found in a picture, beside what the picture shows.
#pragma once

#include <span>
#include <vector>

#include "scene/scene.h"

namespace tinsmith::eval {

struct PictureBoxes {
  std::vector<scene::LabelledBox> truths;
  // In any order; of equal scores the earlier is the surer. Scores are finite numbers (CHECK).
  std::vector<scene::Detection> detections;
  // One a truth, in square pixels of the picture: the area of its outline, where a file states it. Empty: the
  // areas of the boxes.
  std::vector<double> truth_areas;
  // What one square pixel of the picture becomes in the network's input: the product of the two factors by
  // which the picture is resized.
  double input_area_scale = 1;

  double truth_area(std::size_t truth) const {
    return truth_areas.empty() ? truths[truth].box.area() : truth_areas[truth];
  }
};

// Stops (CHECK) where a class is not in [0, classes), a score is no number, or areas are not one a truth.
void check_boxes(std::span<const PictureBoxes> pictures, std::int32_t classes);

}  // namespace tinsmith::eval
