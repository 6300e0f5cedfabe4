#include "eval/box_curves.h"

#include <limits>

namespace tinsmith::eval {
namespace {

constexpr std::int64_t kLevels = 100;  // number of recall levels above 0

ClassCurve curve_of(const ClassMatches& matches) {
  ClassCurve curve;
  curve.objects = matches.truth_count();
  MatchCounts counts{0, 0, curve.objects};
  double best_f1 = 0;
  const auto& detections = matches.detections;
  for (std::size_t i = 0; i < detections.size(); ++i) {
    if ((detections[i].right & 1) != 0) {
      ++counts.hits;
      --counts.misses;
    } else if ((detections[i].ignored & 1) == 0) {
      ++counts.false_alarms;
    }
    if (i + 1 < detections.size() && detections[i + 1].score == detections[i].score) continue;
    curve.points.push_back({detections[i].score, counts});
    if (counts.hits > 0 && counts.f1() > best_f1) {
      best_f1 = counts.f1();
      curve.best = curve.points.back();
    }
  }
  return curve;
}

}  // namespace

std::vector<ClassCurve> precision_recall_curves(std::span<const PictureBoxes> pictures,
                                                std::int32_t classes) {
  const AreaRange all[] = {{}};
  const BoxMatches matches = match_boxes(pictures, classes, all);
  std::vector<ClassCurve> curves;
  for (scene::ClassIndex index = 0; index < classes; ++index)
    curves.push_back(curve_of(matches.of(index, 0)));
  return curves;
}

ClassCurve thinned(ClassCurve curve) {
  if (curve.objects == 0) curve.points.clear();
  std::vector<CurvePoint> kept;
  std::int64_t level = 0;  // index of the last level reached, of kLevels
  for (std::size_t i = 0; i < curve.points.size(); ++i) {
    const std::int64_t reached = curve.points[i].counts.hits * kLevels / curve.objects;
    if (reached > level || i + 1 == curve.points.size()) kept.push_back(curve.points[i]);
    level = reached;
  }
  curve.points = std::move(kept);
  return curve;
}

std::vector<double> best_thresholds(std::span<const ClassCurve> curves) {
  std::vector<double> thresholds;
  for (const ClassCurve& curve : curves)
    thresholds.push_back(curve.best ? curve.best->threshold : std::numeric_limits<double>::infinity());
  return thresholds;
}

std::vector<double> best_thresholds(std::span<const PictureBoxes> pictures, std::int32_t classes) {
  return best_thresholds(precision_recall_curves(pictures, classes));
}

PictureBoxes at_thresholds(const PictureBoxes& picture, std::span<const double> thresholds) {
  PictureBoxes kept = picture;
  std::erase_if(kept.detections, [&](const scene::Detection& detection) {
    return detection.score < thresholds[static_cast<std::size_t>(detection.class_index)];
  });
  return kept;
}

PictureBoxes above_threshold(const PictureBoxes& picture, double threshold) {
  PictureBoxes kept = picture;
  std::erase_if(kept.detections, [&](const scene::Detection& one) { return !(one.score > threshold); });
  return kept;
}

MatchCounts count_matches(const PictureBoxes& picture) {
  MatchCounts counts;
  for (const scene::LabelledBox& truth : picture.truths) counts.misses += truth.is_crowd ? 0 : 1;
  for (const std::int32_t truth : taken_truths(picture)) {
    if (truth == kNoTruth) {
      ++counts.false_alarms;
    } else if (!picture.truths[static_cast<std::size_t>(truth)].is_crowd) {
      ++counts.hits;
      --counts.misses;
    }
  }
  return counts;
}

}  // namespace tinsmith::eval
