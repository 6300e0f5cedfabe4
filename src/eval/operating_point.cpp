#include "eval/operating_point.h"

#include <algorithm>

#include "eval/classification.h"

namespace tinsmith::eval {
namespace {

constexpr int kSteps = 100;  // number of threshold steps from 0 to 1

}  // namespace

OperatingPoint operating_point(double threshold, Confusion confusion) {
  OperatingPoint point;
  point.threshold = threshold;
  for (scene::ClassIndex index = 0; index + 1 < confusion.size(); ++index) {
    point.by_class.push_back(class_score(confusion, index));
    point.truths += point.by_class.back().support;
    point.answers += point.by_class.back().answers;
    point.hits += point.by_class.back().hits;
  }
  if (point.answers > 0) point.precision = proportion(point.hits, point.answers);
  if (point.truths > 0) point.recall = proportion(point.hits, point.truths);
  point.f1 = f1_of(point.hits, point.answers - point.hits, point.truths - point.hits);
  point.confusion = std::move(confusion);
  return point;
}

std::vector<double> choosable_thresholds() {
  std::vector<double> thresholds;
  for (int step = 1; step < kSteps; ++step) thresholds.push_back(static_cast<double>(step) / kSteps);
  return thresholds;
}

std::vector<OperatingPoint> operating_points(const ClassAnswers& answers) {
  std::vector<double> thresholds = choosable_thresholds();
  thresholds.insert(thresholds.begin(), 0);
  std::vector<OperatingPoint> points;
  for (const double threshold : thresholds) {
    Confusion confusion(answers.classes + 1);
    for (std::int32_t picture = 0; picture < answers.pictures(); ++picture) {
      const auto row = answers.row(picture);
      const scene::ClassIndex best = best_class(row);
      const bool is_sure = double{row[static_cast<std::size_t>(best)]} >= threshold;
      confusion.count(answers.truths[static_cast<std::size_t>(picture)], is_sure ? best : answers.classes);
    }
    points.push_back(operating_point(threshold, std::move(confusion)));
  }
  return points;
}

std::optional<double> best_balance(std::span<const OperatingPoint> points) {
  double best = 0;
  for (const OperatingPoint& point : points) best = std::max(best, point.f1);
  if (best == 0) return std::nullopt;
  std::size_t longest = 0, first_of_longest = 0;
  for (std::size_t i = 0; i < points.size();) {
    std::size_t end = i;
    while (end < points.size() && points[end].f1 == best) ++end;
    if (end - i > longest) longest = end - i, first_of_longest = i;
    i = std::max(end, i + 1);
  }
  return points[first_of_longest + (longest - 1) / 2].threshold;
}

const OperatingPoint& point_at(std::span<const OperatingPoint> points, double threshold) {
  const auto found = std::find_if(points.begin(), points.end(),
                                  [&](const OperatingPoint& point) { return point.threshold >= threshold; });
  CHECK(found != points.end(), "no point of threshold {} among {}", threshold, points.size());
  return *found;
}

}  // namespace tinsmith::eval
