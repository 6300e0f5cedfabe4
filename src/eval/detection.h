// eval/detection.h — all that is said of a detector on a set of pictures: COCO's figures, and how it does
// when it is used, with one threshold for all classes.
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
  Estimate map50;  // as in `coco`, where it is absent without objects; then 0
  BoxScore coco;
  double threshold = 0;                 // detections above it count
  std::vector<double> best_thresholds;  // by class, of the best F1; infinity where there is none
  Confusion confusion;                  // at the threshold; classes, then background
  std::vector<ClassScore> by_class;
  std::vector<ClassCurve> curves;           // by class, thinned
  std::optional<BoxErrors> errors;          // at the threshold; absent without objects
  std::vector<SizeSlice> sizes;             // map50 and recall50: of all detections, whatever their score
  std::vector<std::int64_t> found_by_size;  // objects of each slice, at the threshold
  std::optional<double> voc_map50;          // every point; absent without objects
  std::vector<OperatingPoint> points;       // at each of choosable_thresholds
};

// What the detector does at each threshold. Detections must be scored apart from it: suppression goes from
// the surest down, so what is above a threshold does not depend on what is below.
std::vector<OperatingPoint> operating_points(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                             std::span<const double> thresholds);

// Nothing when there is no picture. Classes out of range are a bug (CHECK). Without a threshold, the best
// balance on these very pictures.
std::optional<DetectionScore> score_detections(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                               const Bootstrap& bootstrap = {},
                                               std::optional<double> threshold = {});

// mAP50. Pictures won and lost are those with fewer and more faults, each detector at its own thresholds.
std::optional<PairedDifference> compare_detections(std::span<const PictureBoxes> first,
                                                   std::span<const PictureBoxes> second, std::int32_t classes,
                                                   const Bootstrap& bootstrap = {});

}  // namespace tinsmith::eval
