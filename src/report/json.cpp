#include "report/json.h"

#include "base/json.h"
#include "report/json_parts.h"
#include "report/mirroring.h"
#include "report/verdict.h"

namespace tinsmith::report {
namespace {

// Rows are true classes, columns predictions; for centroids the last of both is the background.
Json matrix_of(const eval::Confusion& confusion) {
  Json rows = Json::array();
  for (scene::ClassIndex truth = 0; truth < confusion.size(); ++truth) {
    Json row = Json::array();
    for (scene::ClassIndex answer = 0; answer < confusion.size(); ++answer)
      row.push_back(confusion.at(truth, answer));
    rows.push_back(std::move(row));
  }
  return rows;
}

void put_rule(Json& json, const std::string& suffix, const eval::CentroidRuleScore& rule) {
  put(json, "f1" + suffix, rule.f1);
  put(json, "precision" + suffix, rule.precision);
  put(json, "recall" + suffix, rule.recall);
}

Json errors_json(const std::optional<eval::BoxErrors>& errors) {
  if (!errors) return nullptr;
  Json json = Json::object();
  for (std::size_t i = 0; i < eval::kBoxErrorKinds; ++i) {
    const auto kind = static_cast<eval::BoxErrorKind>(i);
    const eval::BoxError& error = (*errors)[kind];
    json[std::string(eval::name_of(kind))] = {{"count", error.count}, {"map50_gain", error.map50_gain}};
  }
  return json;
}

Json sizes_json(const eval::DetectionScore& score) {
  Json json = Json::array();
  for (std::size_t i = 0; i < score.sizes.size(); ++i) {
    const eval::SizeSlice& slice = score.sizes[i];
    const bool is_last = i + 1 == score.sizes.size();
    Json row{{"least_side_px", slice.min_side_px},
             {"most_side_px", is_last ? Json(nullptr) : Json(slice.max_side_px)},
             {"objects", slice.objects},
             {"found", score.found_by_size.at(i)}};
    put(row, "map50", slice.map50);
    put(row, "recall50", slice.recall50);
    json.push_back(std::move(row));
  }
  return json;
}

Json curves_json(const RunReport& run, const std::vector<eval::ClassCurve>& curves) {
  Json json = Json::array();
  for (std::size_t i = 0; i < curves.size(); ++i) {
    Json points = Json::array();
    for (const eval::CurvePoint& point : curves[i].points)
      points.push_back({point.counts.recall(), point.counts.precision(), number(point.threshold)});
    json.push_back({{"class", run.classes.at(i)}, {"points", std::move(points)}});
  }
  return json;
}

// Adds the figures that only the rows of a detector have.
void put_class_figures(Json& rows, const eval::DetectionScore& score) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i]["ap"] = known(score.coco.by_class.at(i).ap);
    rows[i]["ap50"] = known(score.coco.by_class.at(i).ap50);
    rows[i]["threshold"] = number(score.best_thresholds.at(i));
  }
}

void put_detection(Json& json, const RunReport& run, const eval::DetectionScore& score) {
  for (std::size_t i = 0; i < eval::kCocoFigures; ++i) {
    const auto figure = static_cast<eval::CocoFigure>(i);
    put(json, std::string(eval::key_of(figure)), score.coco.figures[figure]);
  }
  json["objects"] = score.objects;
  Json thresholds = Json::object();
  for (std::size_t i = 0; i < score.best_thresholds.size(); ++i)
    thresholds[run.classes.at(i)] = number(score.best_thresholds[i]);
  json["thresholds"] = std::move(thresholds);
  json["voc_map50"] = known(score.voc_map50);
  json["errors"] = errors_json(score.errors);
  json["sizes"] = sizes_json(score);
  json["curves"] = curves_json(run, score.curves);
}

Json score_json(const RunReport& run, const std::optional<Score>& score) {
  Json json = Json::object();
  if (!score) {
    put(json, std::string(heads::info_of(run.task).headline.key), std::nullopt);
    return json;
  }
  if (const auto* classes = std::get_if<eval::ClassificationScore>(&*score)) {
    put(json, "accuracy", classes->accuracy);
    put(json, "top_3", classes->top_3);
    put(json, "log_loss", classes->log_loss);
    put(json, "macro_f1", classes->macro_f1);
  } else if (const auto* centroids = std::get_if<eval::CentroidScore>(&*score)) {
    put_rule(json, "", centroids->usual);
    put_rule(json, "_strict", centroids->strict);
    json["objects"] = centroids->objects;
  } else {
    put_detection(json, run, std::get<eval::DetectionScore>(*score));
  }
  json["pictures"] = pictures_of(*score);
  json["threshold"] = threshold_of(*score);
  json["standing"] = name_of(standing_of(run, *score));
  json["by_class"] = rows_of(run, class_scores_of(*score));
  if (const auto* detection = std::get_if<eval::DetectionScore>(&*score))
    put_class_figures(json["by_class"], *detection);
  json["confusion"] = matrix_of(confusion_of(*score));
  return json;
}

Json difference_json(const std::optional<eval::PairedDifference>& difference) {
  if (!difference) return nullptr;
  Json json = Json::object();
  put(json, "difference", difference->difference);
  json["p_value"] = known(difference->p_value);
  json["only_float_right"] = difference->only_first_right;
  json["only_int8_right"] = difference->only_second_right;
  return json;
}

Json verdict_json(const RunReport& run) {
  const auto advice_json = [](const Advice& advice) {
    return Json{{"rule", advice.rule}, {"step", advice.step}, {"reason", advice.reason}};
  };
  const Verdict verdict = verdict_of(run);
  Json also = Json::array();
  for (const Advice& advice : verdict.also) also.push_back(advice_json(advice));
  return {{"standing", name_of(verdict.standing)},
          {"sentence", verdict.sentence()},
          {"next", advice_json(verdict.next)},
          {"also", also}};
}

Json split_json(const RunReport& run) {
  Json by_class = Json::array();
  for (const std::int64_t count : run.split.train_by_class) by_class.push_back(count);
  return {{"how", run.split.how},
          {"given", run.split.is_given},
          {"measured_on", run.measured_on == PictureSet::Test ? "test" : "val"},
          {"leaks", run.split.leaks},
          {"leaks_prevented", run.split.leaks_prevented},
          {"train_by_class", by_class}};
}

Json mirroring_json(const RunReport& run) {
  if (!run.mirroring) return nullptr;
  const Mirroring& mirroring = *run.mirroring;
  Json swaps = Json::array();
  for (const Mirroring::Swap& swap : mirroring.swaps)
    swaps.push_back({{"class", run.classes[static_cast<std::size_t>(swap.truth)]},
                     {"taken_for", run.classes[static_cast<std::size_t>(swap.answer)]},
                     {"count", swap.count},
                     {"of", swap.of}});
  return {{"used", mirroring.is_used},
          {"decided_by_measurement", mirroring.was_measured},
          {"objects", mirroring.objects},
          {"right", mirroring.right},
          {"right_mirrored", mirroring.right_mirrored},
          {"changes_classes", mirroring.changes_classes},
          {"taken_for", swaps},
          {"message", mirroring_finding(run)}};
}

Json epochs_json(const std::vector<Epoch>& epochs) {
  Json json = Json::array();
  for (const Epoch& epoch : epochs)
    json.push_back({{"epoch", epoch.number},
                    {"learning_rate", number(epoch.learning_rate)},
                    {"train_loss", number(epoch.train_loss)},
                    {"val_loss", number(epoch.validation_loss)},
                    {"val_metric", number(epoch.validation_metric)},
                    {"seconds", number(epoch.seconds)}});
  return json;
}

Json layers_json(const std::vector<LayerError>& layers) {
  Json json = Json::array();
  for (const LayerError& layer : layers)
    json.push_back({{"layer", layer.layer},
                    {"operation", layer.operation},
                    {"signal_to_noise_db", number(layer.signal_to_noise_db)},
                    {"step", number(layer.step)}});
  return json;
}

Json ranges_json(const std::vector<RangeCandidate>& ranges) {
  Json json = Json::array();
  for (const RangeCandidate& candidate : ranges)
    json.push_back(
        {{"name", candidate.name}, {"loss", number(candidate.loss)}, {"chosen", candidate.is_chosen}});
  return json;
}

Json mistakes_json(const RunReport& run) {
  Json json = Json::array();
  for (const Mistake& mistake : run.mistakes) {
    Json row = Json::object();
    row["path"] = mistake.path;
    if (run.task == scene::Task::Classification) {
      row["truth"] = run.classes.at(static_cast<std::size_t>(mistake.truth));
      row["answer"] = run.classes.at(static_cast<std::size_t>(mistake.answer));
      row["confidence"] = number(mistake.confidence);
    } else {  // centroids and boxes
      row["hits"] = mistake.counts.hits;
      row["false_alarms"] = mistake.counts.false_alarms;
      row["misses"] = mistake.counts.misses;
    }
    json.push_back(std::move(row));
  }
  return json;
}

Json problems_json(const std::vector<Problem>& problems) {
  Json json = Json::array();
  for (const Problem& problem : problems)
    json.push_back({{"path", problem.path}, {"message", problem.message}});
  return json;
}

Json run_json(const RunReport& run) {
  Json int8 = score_json(run, run.int8_score);
  int8["bytes"] = known(run.footprint.int8_bytes);
  int8["arena_bytes"] = known(run.footprint.arena_bytes);
  int8["macs"] = known(run.footprint.macs);
  Json floating = score_json(run, run.float_score);
  floating["bytes"] = known(run.footprint.float_bytes);
  Json settings = Json::object();
  for (const auto& [key, value] : run.settings) settings[key] = value;
  return {
      {"task", heads::info_of(run.task).report_name},
      {"model", run.model},
      {"data", run.data},
      {"input", run.input},
      {"classes", run.classes},
      {"box_rule", run.box_rule.empty() ? Json() : Json(run.box_rule)},
      {"seed", run.seed},
      {"images", {{"train", run.split.train}, {"val", run.split.validation}, {"test", run.split.test}}},
      {"float", std::move(floating)},
      {"int8", std::move(int8)},
      {"int8_minus_float", difference_json(run.int8_minus_float)},
      {"parameters", known(run.footprint.parameters)},
      {"train_seconds", number(run.train_seconds)},
      {"images_per_second", number(run.images_per_second)},
      {"verdict", verdict_json(run)},
      {"split", split_json(run)},
      {"mirroring", mirroring_json(run)},
      {"best_epoch", run.best_epoch},
      {"float_epochs", run.float_epochs},
      {"stopped_because", run.stopped_because},
      {"epochs", epochs_json(run.epochs)},
      {"layers", layers_json(run.layers)},
      {"ranges", ranges_json(run.ranges)},
      {"mistakes", mistakes_json(run)},
      {"problems", problems_json(run.problems)},
      {"settings", std::move(settings)},
  };
}

}  // namespace

std::string to_json_text(const RunReport& run) {
  return json_text(run_json(run), 2) + '\n';
}

}  // namespace tinsmith::report
