#include "report/precision_curves.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/charts.h"
#include "report/numbers.h"

namespace tinsmith::report {
namespace {

// Returns the classes that have objects, those with the most first.
std::vector<std::size_t> largest_classes(const eval::DetectionScore& score) {
  std::vector<std::size_t> classes;
  for (std::size_t i = 0; i < score.curves.size(); ++i)
    if (score.curves[i].objects > 0) classes.push_back(i);
  std::stable_sort(classes.begin(), classes.end(), [&](std::size_t a, std::size_t b) {
    return score.curves[a].objects > score.curves[b].objects;
  });
  return classes;
}

RecallPoint place_of(const eval::CurvePoint& point) {
  return {point.counts.recall(), point.counts.precision()};
}

// Returns the curve with a dot at the report's threshold, if the class has predictions there.
RecallCurve line_of(const std::string& label, const eval::ClassCurve& curve, const eval::ClassScore& used) {
  RecallCurve line{label, {}, {}};
  for (const eval::CurvePoint& point : curve.points) line.points.push_back(place_of(point));
  if (used.recall && used.precision) line.marked = RecallPoint{used.recall->value, used.precision->value};
  return line;
}

Html legend_entry(const RunReport& run, const eval::DetectionScore& score, std::size_t index,
                  std::size_t place) {
  const auto& ap50 = score.coco.by_class[index].ap50;
  Html entry = element("span", {{"class", "swatch " + colour_of(place)}}, {}) +
               element("span", name(run.classes[index]));
  if (ap50) entry += element("span", {{"class", "range"}}, "AP50 " + percent(*ap50));
  return element("li", entry);
}

}  // namespace

Html precision_curves(const RunReport& run, const eval::DetectionScore& score) {
  const std::vector<std::size_t> classes = largest_classes(score);
  const bool is_any_right = std::any_of(score.curves.begin(), score.curves.end(),
                                        [](const eval::ClassCurve& curve) { return curve.best.has_value(); });
  if (!is_any_right) return {};
  std::vector<RecallCurve> lines;
  Html legend;
  for (std::size_t place = 0; place < std::min(classes.size(), kMaxRecallCurves); ++place) {
    lines.push_back(
        line_of(run.classes[classes[place]], score.curves[classes[place]], score.by_class[classes[place]]));
    legend += legend_entry(run, score, classes[place], place);
  }
  Html beside = element("ul", {{"class", "lines"}}, legend);
  if (classes.size() > lines.size())
    beside +=
        element("p", {{"class", "note"}},
                fmt::format("The {} classes with the most objects of {}; the others are in report.json.",
                            lines.size(), classes.size()));
  return element("div", {{"class", "curves"}}, element("div", recall_chart(lines)) + element("div", beside));
}

}  // namespace tinsmith::report
