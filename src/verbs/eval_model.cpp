#include "verbs/eval_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"
#include "base/json.h"
#include "dataset/read.h"
#include "dataset/split.h"
#include "report/json.h"
#include "verbs/describe_run.h"
#include "verbs/run_folder.h"
#include "verbs/training_data.h"

namespace tinsmith::verbs {
namespace {

// Renumbers the data set's classes to those of the model.
Result<Done> use_classes_of(const bundle::Model& model, dataset::Dataset& dataset) {
  std::vector<scene::ClassIndex> renumbered;
  for (const std::string& name : dataset.classes) {
    const auto found = std::find(model.classes.begin(), model.classes.end(), name);
    if (found == model.classes.end())
      return fail(
          Fault::InvalidInput,
          "the data set has a class '{}' that the model does not have; the classes of the model are {}", name,
          fmt::join(model.classes, ", "));
    renumbered.push_back(static_cast<scene::ClassIndex>(found - model.classes.begin()));
  }
  for (dataset::Picture& picture : dataset.pictures) {
    if (picture.class_index) picture.class_index = renumbered[static_cast<std::size_t>(*picture.class_index)];
    for (scene::LabelledBox& box : picture.boxes)
      box.class_index = renumbered[static_cast<std::size_t>(box.class_index)];
  }
  dataset.classes = model.classes;
  return Done{};
}

struct Chosen {
  std::vector<std::size_t> pictures;
  std::string set;
};

// Uses the split of the run, which says which pictures the run was not trained on,
// instead of the layout's split.
void use_split_of(const std::filesystem::path& run, dataset::Dataset& data) {
  const auto text = read_text_file(RunFolder{run}.split());
  if (!text) return;
  const auto split = dataset::split_from_json(*text, data);
  if (!split) return;
  const std::size_t there = split->train.size() + split->validation.size() + split->test.size();
  if (there < split->gone.size()) return;  // the run was trained on other data
  for (dataset::Picture& picture : data.pictures) picture.split = dataset::Split::None;
  for (const std::size_t i : split->train) data.pictures[i].split = dataset::Split::Train;
  for (const std::size_t i : split->validation) data.pictures[i].split = dataset::Split::Validation;
  for (const std::size_t i : split->test) data.pictures[i].split = dataset::Split::Test;
}

Result<Chosen> chosen_pictures(const dataset::Dataset& dataset, const std::string& split) {
  Chosen chosen;
  const auto take = [&](auto&& wanted) {
    for (std::size_t i = 0; i < dataset.pictures.size(); ++i)
      if (dataset::is_usable(dataset.pictures[i]) && wanted(dataset.pictures[i].split))
        chosen.pictures.push_back(i);
  };
  if (split.empty()) {
    take([](dataset::Split s) { return s == dataset::Split::Test; });
    chosen.set = "test";
    if (!chosen.pictures.empty()) return chosen;
  }
  if (split.empty() || split == "all") {
    take([](dataset::Split) { return true; });
    chosen.set = "labelled";
  } else {
    take([&](dataset::Split s) { return split == scene::name_of(s); });
    chosen.set = split;
  }
  if (chosen.pictures.empty())
    return fail(Fault::InvalidInput, "the data set has no labelled pictures in '{}'",
                split.empty() ? "all" : split);
  return chosen;
}

std::string text_of(const report::RunReport& run, const std::string& set, double milliseconds,
                    bool has_threshold) {
  const report::Score& score = *run.int8_score;
  std::string text = headline_sentence(run.task, score, set) + "\n";
  if (const auto* detection = std::get_if<eval::DetectionScore>(&score)) {
    text += eval::coco_lines(detection->coco);
    text += fmt::format("FPS: {:.1f} on one thread\n", milliseconds > 0 ? 1000 / milliseconds : 0);
  }
  if (run.task != scene::Task::Classification) {
    text += fmt::format(
        "At the confidence threshold {:.2f}, {}:\n", report::threshold_of(score),
        has_threshold
            ? "which is stored in the model"
            : "which gives the best F1 on these pictures, because the model has no stored threshold");
  }
  const auto& rows = report::class_scores_of(score);
  for (std::size_t c = 0; c < run.classes.size() && c < rows.size(); ++c) {
    const auto percent = [](const auto& estimate) {
      return estimate ? fmt::format("{:5.1f} %", 100 * estimate->value) : std::string("    —  ");
    };
    text += fmt::format("  {:<24} recall {}  precision {}  ({})\n", run.classes[c], percent(rows[c].recall),
                        percent(rows[c].precision), rows[c].support);
  }
  return text + fmt::format("  {:.3f} ms per picture, {:.0f} pictures per second on one thread", milliseconds,
                            milliseconds > 0 ? 1000 / milliseconds : 0);
}

}  // namespace

Result<EvalReport> eval_model(const EvalRequest& request) {
  TRY(const auto file, model_file_of(request.model));
  TRY(auto opened, opening::open_model(file));
  bundle::Model& model = opened.model;
  TRY_DONE(put_on_board(model, request.board));
  dataset::ReadOptions options;
  options.format = request.format;
  TRY(options.boxes_drawn_on, dataset::boxes_drawn_on_named(request.boxes_drawn_on));
  TRY(auto data, dataset::read_dataset(request.data, options));
  if (!request.single_class.empty()) merge_classes(data, request.single_class);
  if (data.label_kind != dataset::labels_for(model.task))
    return fail(Fault::InvalidInput, "the model predicts {}, but {} is labelled with {}",
                scene::name_of(model.task), request.data,
                data.label_kind == dataset::LabelKind::Classes ? "classes" : "boxes");
  use_split_of(request.model, data);
  TRY_DONE(use_classes_of(model, data));
  TRY(const auto chosen, chosen_pictures(data, request.split));
  ThreadPool pool(request.threads);
  TRY(const auto measured, measure(opened, data, chosen.pictures, pool));

  report::RunReport run;
  run.task = model.task;
  run.model = model.name;
  run.classes = model.classes;
  run.box_rule = box_rule_of(model);
  constexpr std::uint64_t kBootstrapSeed = 1;
  run.int8_score = score_of(model, measured, kBootstrapSeed);
  if (!run.int8_score)
    return fail(Fault::InvalidInput, "none of the pictures of {} can be read", request.data);
  const auto whole = parse_json(report::to_json_text(run));
  EvalReport report;
  report.text = text_of(run, chosen.set, measured.milliseconds_per_picture, model.threshold.has_value());
  report.json = whole.at("int8");
  report.json["task"] = whole.at("task");
  report.json["classes"] = model.classes;
  report.json["set"] = chosen.set;
  report.json["images"] = measured.pictures.size();
  report.json["ms"] = measured.milliseconds_per_picture;
  report.json["box_rule"] = whole.at("box_rule");
  report.json["assumptions"] = model.assumptions;
  if (!run.box_rule.empty()) report.text += "\n" + run.box_rule;
  for (const std::string& assumption : model.assumptions) report.text += "\nAssumed: " + assumption;
  return report;
}

}  // namespace tinsmith::verbs
