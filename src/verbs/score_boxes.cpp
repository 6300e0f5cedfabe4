#include "verbs/score_boxes.h"

#include "eval/box_curves.h"
#include "eval/box_errors.h"
#include "eval/coco.h"
#include "verbs/coco_pair.h"

namespace tinsmith::verbs {
namespace {

using nlohmann::ordered_json;

template <class Value>
ordered_json or_null(const std::optional<Value>& value) {
  return value ? ordered_json(*value) : ordered_json();
}

ordered_json json_of(const eval::ClassCurve& curve) {
  if (!curve.best) return nullptr;
  return {{"threshold", curve.best->threshold},
          {"f1", curve.best->counts.f1()},
          {"precision", curve.best->counts.precision()},
          {"recall", curve.best->counts.recall()}};
}

ordered_json classes_json(const dataset::CocoTruth& truth, const eval::BoxScore& score,
                          const std::vector<eval::ClassCurve>& curves) {
  auto classes = ordered_json::array();
  for (std::size_t i = 0; i < truth.categories.size(); ++i) {
    const eval::BoxClassScore& row = score.by_class[i];
    classes.push_back({{"id", id_to_json(truth.categories[i].id)},
                       {"name", truth.categories[i].name},
                       {"objects", row.objects},
                       {"detections", row.detections},
                       {"ap", or_null(row.ap)},
                       {"ap50", or_null(row.ap50)},
                       {"ar100", or_null(row.ar100)},
                       {"best_f1", json_of(curves[i])}});
  }
  return classes;
}

ordered_json json_of(const std::optional<eval::BoxErrors>& errors) {
  if (!errors) return nullptr;
  ordered_json json{{"map50", errors->map50}};
  for (std::size_t i = 0; i < eval::kBoxErrorKinds; ++i) {
    const auto kind = static_cast<eval::BoxErrorKind>(i);
    json[std::string(eval::name_of(kind))] = {{"count", (*errors)[kind].count},
                                              {"map50_gain", (*errors)[kind].map50_gain}};
  }
  return json;
}

ordered_json figures_json(const eval::BoxScore& score) {
  ordered_json json;
  for (std::size_t i = 0; i < eval::kCocoFigures; ++i) {
    const auto figure = static_cast<eval::CocoFigure>(i);
    const std::string key(eval::key_of(figure));
    const auto& estimate = score.figures[figure];
    json[key] = estimate ? ordered_json(estimate->value) : ordered_json();
    json[key + "_ci"] =
        estimate ? ordered_json{estimate->interval.low, estimate->interval.high} : ordered_json();
  }
  return json;
}

std::string interval_text(const eval::BoxScore& score, eval::CocoFigure figure) {
  const eval::Interval& interval = score.figures[figure]->interval;
  return fmt::format("{:.3f} … {:.3f}", interval.low, interval.high);
}

}  // namespace

Result<BoxReport> score_boxes(const ScoreRequest& request) {
  TRY(const auto truth, measurable_truth(request.ground_truth));
  std::vector<std::string> notes;
  TRY(const auto pictures, boxes_of(truth, request.detections, notes));
  const auto classes = static_cast<std::int32_t>(truth.categories.size());
  const auto score = eval::score(pictures, classes);
  CHECK(score.has_value(), "no score of {} pictures", pictures.size());

  BoxReport report;
  report.text = eval::coco_lines(*score);
  report.text += fmt::format(
      "\n{} pictures with {} objects. 95 % intervals: AP {}, AP at IoU 0.50 {} (bootstrap over pictures).",
      score->pictures, score->objects, interval_text(*score, eval::CocoFigure::Map),
      interval_text(*score, eval::CocoFigure::Map50));
  for (const std::string& note : notes) report.text += "\nNote: " + note + ".";
  report.json = figures_json(*score);
  report.json["images"] = score->pictures;
  report.json["objects"] = score->objects;
  report.json["per_class"] = classes_json(truth, *score, eval::precision_recall_curves(pictures, classes));
  const auto thresholds = eval::best_thresholds(pictures, classes);
  report.json["notes"] = notes;
  report.json["errors"] = json_of(eval::box_errors(pictures, classes, thresholds));
  return report;
}

}  // namespace tinsmith::verbs
