// eval/detection.h — all that is said of a detector on a set of pictures: COCO's figures, and how it does
// when it is used, each class at the threshold of its best F1.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/box_curves.h"
#include "eval/box_errors.h"
#include "eval/box_sizes.h"
#include "eval/boxes.h"
#include "eval/coco.h"
#include "eval/confusion.h"
#include "eval/paired.h"

namespace tinsmith::eval {

struct DetectionScore {
  std::int64_t pictures = 0, objects = 0;
  Estimate map50;  // as in `coco`, where it is absent without objects; then 0
  BoxScore coco;
  std::vector<double> thresholds;  // by class, of the best F1; infinity where there is none
  Confusion confusion;             // at these thresholds; classes, then background
  std::vector<ClassScore> by_class;
  std::vector<ClassCurve> curves;           // by class, thinned
  std::optional<BoxErrors> errors;          // at these thresholds; absent without objects
  std::vector<SizeSlice> sizes;             // of all detections, whatever their score
  std::vector<std::int64_t> found_by_size;  // objects of each slice, at these thresholds
  std::optional<double> voc_map50;          // every point; absent without objects
};

// Nothing when there is no picture. Classes out of range are a bug (CHECK).
std::optional<DetectionScore> score_detections(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                               const Bootstrap& bootstrap = {});

// mAP50. Pictures won and lost are those with fewer and more faults, each detector at its own thresholds.
std::optional<PairedDifference> compare_detections(std::span<const PictureBoxes> first,
                                                   std::span<const PictureBoxes> second, std::int32_t classes,
                                                   const Bootstrap& bootstrap = {});

}  // namespace tinsmith::eval
