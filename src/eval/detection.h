// eval/detection.h — all scores of a detector on a set of pictures: COCO's metrics, and the results of using
// it with one threshold for all classes.
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
#include "eval/operating_point.h"
#include "eval/paired.h"

namespace tinsmith::eval {

struct DetectionScore {
  std::int64_t pictures = 0, objects = 0;
  Estimate map50;  // same as in `coco`; 0 if absent there because there are no objects
  BoxScore coco;
  double threshold = 0;                 // detections above it count
  std::vector<double> best_thresholds;  // by class, with the max F1; infinity if there is none
  Confusion confusion;                  // at the threshold; classes, then background
  std::vector<ClassScore> by_class;
  std::vector<ClassCurve> curves;           // by class, thinned
  std::optional<BoxErrors> errors;          // at the threshold; absent without objects
  std::vector<SizeSlice> sizes;             // map50 and recall50 use all detections, whatever their score
  std::vector<std::int64_t> found_by_size;  // number per slice, at the threshold
  std::optional<double> voc_map50;          // with VocRules::Points::Every; absent without objects
  std::vector<OperatingPoint> points;       // at each of choosable_thresholds
};

// Returns the results of the detector at each threshold. The scores of the detections must not depend on the
// threshold; non-maximum suppression goes from the highest score down, so what remains above a threshold does
// not depend on what is below it.
std::vector<OperatingPoint> operating_points(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                             std::span<const double> thresholds);

// Returns nothing if there are no pictures. Classes out of range are a bug (CHECK). Without `threshold`, uses
// the threshold with the best balance on these pictures.
std::optional<DetectionScore> score_detections(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                               const Bootstrap& bootstrap = {},
                                               std::optional<double> threshold = {});

// Compares mAP50. `only_second_right` counts the pictures where the second detector makes fewer errors,
// `only_first_right` those where it makes more, each detector at its own thresholds.
std::optional<PairedDifference> compare_detections(std::span<const PictureBoxes> first,
                                                   std::span<const PictureBoxes> second, std::int32_t classes,
                                                   const Bootstrap& bootstrap = {});

}  // namespace tinsmith::eval
