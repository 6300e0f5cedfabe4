#include "verbs/report_training.h"

#include "base/json.h"
#include "files/source.h"
#include "graph/cost.h"
#include "report/verdict.h"
#include "report/write.h"
#include "train/sampling.h"
#include "verbs/coco_files.h"
#include "verbs/describe_run.h"
#include "verbs/measure.h"
#include "verbs/mirroring.h"

namespace tinsmith::verbs {
namespace {

// Max number of pictures for the training score in the report.
constexpr std::size_t kTrainScorePictures = 400;
constexpr std::size_t kMistakesShown = 24;

void describe_data(const PreparedTraining& prepared, report::RunReport& run_report) {
  const TrainConfig& config = prepared.config;
  run_report.task = prepared.task();
  run_report.model = config.model;
  run_report.data = std::filesystem::path(config.data).filename().string();
  run_report.input = fmt::format("{0}×{0} {1}", config.size, config.channels == 1 ? "grey" : "RGB");
  run_report.classes = prepared.data.dataset.classes;
  run_report.seed = config.seed;
  run_report.split = split_report(prepared.data);
  for (const dataset::Problem& problem : prepared.data.dataset.problems) {
    if (problem.kind != dataset::Problem::Kind::Notice)  // a notice does not leave out anything
      run_report.problems.push_back({problem.path, problem.message});
  }
  const nlohmann::json settings = to_json(config);
  for (const auto& [key, value] : settings.items())
    run_report.settings.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
}

void describe_fit(const TrainConfig& config, const train::FitResult& fitted, const TrainedModels& models,
                  report::RunReport& run_report) {
  for (const train::EpochRecord& record : models.records)
    run_report.epochs.push_back({record.epoch, record.learning_rate, record.train_loss,
                                 record.validation_loss, record.validation_metric, record.seconds});
  run_report.steps = steps_of(run_report.epochs.size(), run_report.split.train, config.batch);
  run_report.best_epoch = fitted.best_epoch;
  run_report.float_epochs = static_cast<std::int32_t>(fitted.records.size());
  run_report.mirroring = mirroring_report(config, fitted);
  run_report.reached_time_limit = fitted.reached_time_limit;
  run_report.stopped_because = fitted.stopped_because;
  run_report.train_seconds = models.train_seconds;
  run_report.images_per_second = fitted.images_per_second;
}

void describe_models(const WrittenModels& written, report::RunReport& run_report) {
  const TrainedModels& models = written.trained;
  run_report.box_rule = box_rule_of(models.int8_model);
  run_report.footprint = {written.int8_bytes, written.float_bytes, written.arena_bytes,
                          graph::multiply_accumulates(models.int8_model.graph),
                          graph::parameter_count(models.float_model.graph)};
  const quant::QuantizedModel& quantized = models.quantized;
  for (const quant::LayerError& error : quantized.layer_errors)
    run_report.layers.push_back({error.tensor, error.operation, error.sqnr_db, error.step});
  for (std::size_t i = 0; i < quantized.candidates.size(); ++i)
    run_report.ranges.push_back(
        {quantized.candidates[i].name, quantized.candidates[i].loss, i == quantized.chosen});
}

// Returns the metric on training pictures, to be compared with the score on pictures that were not used in
// training; nullopt when none can be read.
Result<std::optional<double>> training_metric(const TrainingRun& run, const PreparedTraining& prepared,
                                              const bundle::Model& model) {
  auto pictures = prepared.data.split.train;
  if (pictures.size() > kTrainScorePictures) {
    pictures = train::epoch_order(prepared.data.dataset, pictures, false, prepared.config.seed, 1);
    pictures.resize(kTrainScorePictures);
  }
  TRY(const auto measured, measure(model, prepared.data.dataset, pictures, run.pool));
  if (measured.pictures.empty()) return std::optional<double>();
  return std::optional(validation_metric(model, measured));
}

// Measures both models on the test pictures or, if there are none, on the validation pictures.
Result<Done> describe_scores(const TrainingRun& run, const PreparedTraining& prepared,
                             const TrainedModels& models, report::RunReport& run_report) {
  const dataset::Dataset& dataset = prepared.data.dataset;
  const std::uint64_t seed = prepared.config.seed;
  const bool has_test = !prepared.data.split.test.empty();
  const auto& pictures = has_test ? prepared.data.split.test : prepared.data.split.validation;
  TRY(const auto float_measured, measure(models.float_model, dataset, pictures, run.pool));
  TRY(const auto int8_measured, measure(models.int8_model, dataset, pictures, run.pool));
  run_report.measured_on = has_test ? report::PictureSet::Test : report::PictureSet::Validation;
  run_report.float_score = score_of(models.float_model, float_measured, seed);
  run_report.int8_score = score_of(models.int8_model, int8_measured, seed);
  if (!run_report.float_score || !run_report.int8_score)
    return fail(Fault::InvalidInput, "none of the {} pictures for the evaluation can be read",
                pictures.size());
  run_report.int8_minus_float = difference_of(models.int8_model, float_measured, int8_measured, seed);
  TRY(run_report.train_metric, training_metric(run, prepared, models.float_model));
  if (run_report.task == scene::Task::Centroids)
    run_report.separable_objects = separable_fraction(int8_measured.centroids, grid_of(models.int8_model));
  run_report.mistakes = worst_mistakes(models.int8_model, dataset, int8_measured, kMistakesShown,
                                       report::threshold_of(*run_report.int8_score));
  return run_report.task == scene::Task::Boxes
             ? write_coco_files(run.folder, models.int8_model, dataset, int8_measured)
             : Done{};
}

}  // namespace

Result<TrainOutcome> report_training(const TrainingRun& run, const PreparedTraining& prepared,
                                     const train::FitResult& fitted, const WrittenModels& written) {
  report::RunReport run_report;
  describe_data(prepared, run_report);
  describe_fit(prepared.config, fitted, written.trained, run_report);
  describe_models(written, run_report);
  TRY_DONE(describe_scores(run, prepared, written.trained, run_report));
  run_report.was_ended_early = run.watcher.should_finish();
  TRY_DONE(report::write_report(run_report, run.folder.root));

  const report::Verdict verdict = report::verdict_of(run_report);
  const std::string_view set = run_report.measured_on == report::PictureSet::Test ? "test" : "validation";
  return TrainOutcome{
      fmt::format("{}\nNext: {}. {}", verdict.sentence(), verdict.next.step, verdict.next.reason),
      std::string(report::name_of(verdict.standing)),
      headline_sentence(run_report.task, *run_report.float_score, set),
      headline_sentence(run_report.task, *run_report.int8_score, set), run.folder.report_html()};
}

}  // namespace tinsmith::verbs
