#include "eval/boxes.h"

#include <cmath>

#include "base/check.h"

namespace tinsmith::eval {

void check_boxes(std::span<const PictureBoxes> pictures, std::int32_t classes) {
  for (const PictureBoxes& picture : pictures) {
    CHECK(picture.truth_areas.empty() || picture.truth_areas.size() == picture.truths.size(),
          "{} areas for {} truths", picture.truth_areas.size(), picture.truths.size());
    for (const scene::LabelledBox& truth : picture.truths)
      CHECK(truth.class_index >= 0 && truth.class_index < classes, "truth of class {} of {}",
            truth.class_index, classes);
    for (const scene::Detection& detection : picture.detections) {
      CHECK(detection.class_index >= 0 && detection.class_index < classes, "detection of class {} of {}",
            detection.class_index, classes);
      CHECK(std::isfinite(detection.score), "a detection has the score {}", detection.score);
    }
  }
}

}  // namespace tinsmith::eval
