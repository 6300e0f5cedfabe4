// Implements the last step of Training (verbs/training.h): measures the models and writes the report.
#include <nlohmann/json.hpp>

#include "files/source.h"
#include "graph/cost.h"
#include "report/verdict.h"
#include "report/write.h"
#include "train/sampling.h"
#include "verbs/coco_files.h"
#include "verbs/describe_run.h"
#include "verbs/measure.h"
#include "verbs/mirroring.h"
#include "verbs/training.h"

namespace tinsmith::verbs {
namespace {

// Max number of pictures for the training score in the report.
constexpr std::size_t kTrainScorePictures = 400;
constexpr std::size_t kMistakesShown = 24;

}  // namespace

void Training::describe(report::RunReport& run) const {
  run.task = data_.network->task;
  run.model = config_.model;
  run.data = std::filesystem::path(config_.data).filename().string();
  run.input = fmt::format("{0}×{0} {1}", config_.size, config_.channels == 1 ? "grey" : "RGB");
  run.classes = data_.dataset.classes;
  run.box_rule = box_rule_of(int8_model_);
  run.seed = config_.seed;
  run.split = split_report(data_);
  run.footprint = {int8_bytes_, float_bytes_, arena_bytes_, graph::multiply_accumulates(int8_model_.graph),
                   graph::parameter_count(float_model_.graph)};
  for (const train::EpochRecord& record : fitted_.records)
    run.epochs.push_back({record.epoch, record.learning_rate, record.train_loss, record.validation_loss,
                          record.validation_metric, record.seconds});
  run.steps = steps_of(run.epochs.size(), run.split.train, config_.batch);
  run.best_epoch = fitted_.best_epoch;
  run.float_epochs = float_epochs_;
  run.mirroring = mirroring_report(config_, fitted_);
  run.reached_time_limit = fitted_.reached_time_limit;
  run.was_ended_early = watcher_.should_finish();
  run.stopped_because = fitted_.stopped_because;
  run.train_seconds = fitted_.seconds;
  run.images_per_second = fitted_.images_per_second;
  for (const quant::LayerError& error : quantized_.layer_errors)
    run.layers.push_back({error.tensor, error.operation, error.sqnr_db, error.step});
  for (std::size_t i = 0; i < quantized_.candidates.size(); ++i)
    run.ranges.push_back(
        {quantized_.candidates[i].name, quantized_.candidates[i].loss, i == quantized_.chosen});
  for (const dataset::Problem& problem : data_.dataset.problems) {
    if (problem.kind != dataset::Problem::Kind::Notice)  // a notice does not leave out anything
      run.problems.push_back({problem.path, problem.message});
  }
  const nlohmann::json settings = to_json(config_);
  for (const auto& [key, value] : settings.items())
    run.settings.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
}

Result<TrainOutcome> Training::report() {
  const bool has_test = !data_.split.test.empty();
  const auto& pictures = has_test ? data_.split.test : data_.split.validation;
  TRY(const auto float_measured, measure(float_model_, data_.dataset, pictures, pool_));
  TRY(const auto int8_measured, measure(int8_model_, data_.dataset, pictures, pool_));
  auto seen = data_.split.train;
  if (seen.size() > kTrainScorePictures) {
    seen = train::epoch_order(data_.dataset, seen, false, config_.seed, 1);
    seen.resize(kTrainScorePictures);
  }
  TRY(const auto train_measured, measure(float_model_, data_.dataset, seen, pool_));

  report::RunReport run;
  describe(run);
  run.measured_on = has_test ? report::PictureSet::Test : report::PictureSet::Validation;
  run.float_score = score_of(float_model_, float_measured, config_.seed);
  run.int8_score = score_of(int8_model_, int8_measured, config_.seed);
  if (!run.float_score || !run.int8_score)
    return fail(Fault::InvalidInput, "none of the {} pictures for the evaluation can be read",
                pictures.size());
  run.int8_minus_float = difference_of(int8_model_, float_measured, int8_measured, config_.seed);
  if (!train_measured.pictures.empty())
    run.train_metric = validation_metric(float_model_, train_measured);  // its interval is not shown
  if (run.task == scene::Task::Centroids)
    run.separable_objects = separable_fraction(int8_measured.centroids, grid_of(int8_model_));
  run.mistakes = worst_mistakes(int8_model_, data_.dataset, int8_measured, kMistakesShown,
                                report::threshold_of(*run.int8_score));
  if (run.task == scene::Task::Boxes)
    TRY_DONE(write_coco_files(folder_, int8_model_, data_.dataset, int8_measured));
  TRY_DONE(report::write_report(run, folder_.root));

  const report::Verdict verdict = report::verdict_of(run);
  const std::string_view set = has_test ? "test" : "validation";
  return TrainOutcome{
      fmt::format("{}\nNext: {}. {}", verdict.sentence(), verdict.next.step, verdict.next.reason),
      std::string(report::name_of(verdict.standing)), headline_sentence(run.task, *run.float_score, set),
      headline_sentence(run.task, *run.int8_score, set), folder_.report_html()};
}

}  // namespace tinsmith::verbs
