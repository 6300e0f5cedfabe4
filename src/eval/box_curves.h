// eval/box_curves.h — what a detector gains and loses as its threshold moves, and where it is best set.
//
// All here is at IoU 0.5, with objects of every size.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/box_matching.h"
#include "eval/match_counts.h"

namespace tinsmith::eval {

// One class when only detections of at least this score count.
struct CurvePoint {
  double threshold = 0;
  MatchCounts counts;
};

struct ClassCurve {
  std::int64_t objects = 0;
  std::vector<CurvePoint>
      points;  // one for each score that occurs, falling: equal scores cannot be told apart
  // The point of the greatest F1, the highest threshold of equals. Absent when nothing is right anywhere.
  std::optional<CurvePoint> best;
};

// By class.
std::vector<ClassCurve> precision_recall_curves(std::span<const PictureBoxes> pictures, std::int32_t classes);

// The curve with only those of its points that are the first to reach one of the recalls 0.01, 0.02 … 1, and
// its last one: 101 at most, enough to draw it. A class without objects has none.
ClassCurve thinned(ClassCurve curve);

// The threshold of each class's best point. Where there is none, infinity: nothing is sure enough.
std::vector<double> best_thresholds(std::span<const ClassCurve> curves);
std::vector<double> best_thresholds(std::span<const PictureBoxes> pictures, std::int32_t classes);

// The picture with only those detections that reach the threshold of their class.
PictureBoxes at_thresholds(const PictureBoxes& picture, std::span<const double> thresholds);

// The picture with only those detections whose score is above the threshold: as firmware counts them.
PictureBoxes above_threshold(const PictureBoxes& picture, double threshold);

// All classes of one picture, all its detections. Crowds, and what is found in them, count for nothing.
MatchCounts count_matches(const PictureBoxes& picture);

}  // namespace tinsmith::eval
