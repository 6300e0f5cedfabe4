// eval/box_curves.h — precision and recall of a detector as a function of its threshold, and
// the best threshold.
//
// Everything here is at IoU 0.5, with objects of every size.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/box_matching.h"
#include "eval/match_counts.h"

namespace tinsmith::eval {

// The counts of one class if only detections with at least this score count.
struct CurvePoint {
  double threshold = 0;
  MatchCounts counts;
};

struct ClassCurve {
  std::int64_t objects = 0;
  // One point per distinct score, in falling order: detections with equal scores always count together.
  std::vector<CurvePoint> points;
  // The point with the max F1; among equals the one with the highest threshold. Absent if no detection is
  // correct at any threshold.
  std::optional<CurvePoint> best;
};

// Returns one curve per class.
std::vector<ClassCurve> precision_recall_curves(std::span<const PictureBoxes> pictures, std::int32_t classes);

// Reduces the curve to the points that are the first to reach one of the recalls 0.01, 0.02 … 1, and its last
// point: at most 101 points, enough to draw it. The curve of a class without objects has no points.
ClassCurve thinned(ClassCurve curve);

// The threshold of each class's best point. It is infinity if there is no best point: then
// no detection counts.
std::vector<double> best_thresholds(std::span<const ClassCurve> curves);
std::vector<double> best_thresholds(std::span<const PictureBoxes> pictures, std::int32_t classes);

// Returns the picture with only those detections whose score is at least the threshold of their class.
PictureBoxes at_thresholds(const PictureBoxes& picture, std::span<const double> thresholds);

// Returns the picture with only those detections whose score is above the threshold, as firmware does.
PictureBoxes above_threshold(const PictureBoxes& picture, double threshold);

// Counts matches of one picture over all classes and detections. Crowds, and detections in them,
// are not counted.
MatchCounts count_matches(const PictureBoxes& picture);

}  // namespace tinsmith::eval
