#include "studio/train_model.h"

#include <nlohmann/json.hpp>

#include "base/files.h"
#include "boards/lowering.h"
#include "bundle/model.h"
#include "dataset/source.h"
#include "graph/cost.h"
#include "heads/heads.h"
#include "image/decode.h"
#include "infer/memory_plan.h"
#include "quant/passes.h"
#include "quant/quantize.h"
#include "quant/simulate.h"
#include "report/numbers.h"
#include "report/verdict.h"
#include "report/write.h"
#include "studio/calibration.h"
#include "studio/coco_files.h"
#include "studio/describe_run.h"
#include "studio/lesson.h"
#include "studio/measure.h"
#include "studio/run_folder.h"
#include "studio/starting_weights.h"
#include "studio/watched.h"
#include "train/sampling.h"
#include "zoo/zoo.h"

namespace tinsmith::studio {
namespace {

// Pictures that the training score of the report is measured on.
constexpr std::size_t kTrainScorePictures = 400;
constexpr std::size_t kMistakesShown = 24;
// Getting used to int8, weights move at a part of the learning rate.
constexpr double kInt8Rate_part = 0.1;
// Box losses jump when a batch's objects are given to other cells than before.
constexpr double kSurpriseLimit = 3;

// Lets whoever waits for the run stop the quantizer too.
class StopProgress final : public Progress {
 public:
  explicit StopProgress(const TrainWatcher& watcher) : watcher_(watcher) {}
  void report(std::string_view, double, double) override {}
  bool should_stop() const override { return watcher_.should_stop(); }

 private:
  const TrainWatcher& watcher_;
};

// One call of `train_model`: the steps in their order, each with what the ones before it left.
class Training {
 public:
  Training(TrainConfig config, RunFolder folder, const TrainWatcher& watcher, ranks::Ranks& ranks)
      : config_(std::move(config)),
        folder_(std::move(folder)),
        watcher_(watcher),
        ranks_(ranks),
        pool_(config_.threads) {}

  Result<Done> learn_lesson();
  // Makes the run folder (unless `resume`) and writes the settings as they were resolved, and the division.
  Result<Done> begin(bool resume);
  Result<Done> fit();
  Result<Done> make_models();
  // Goes on with the trained network, rounded as int8 rounds, and keeps what comes out where that validates
  // better.
  Result<Done> fit_int8();
  Result<TrainOutcome> report();

 private:
  Result<graph::Graph> starting_graph();
  heads::Grid grid() const;  // of a centroid network's answer
  std::unique_ptr<train::Objective> objective();
  Result<train::FitResult> fit(const graph::Graph& graph, train::FitSettings settings,
                               const std::filesystem::path& checkpoint);
  // Writes what an epoch's network sees in the watched pictures.
  Result<Done> watch(const train::EpochRecord& record, graph::Graph graph);
  Result<graph::Graph> answering(graph::Graph graph) const;  // its outputs decoded
  Result<quant::QuantizedModel> quantized(graph::Graph graph);
  // What the best epoch is chosen by, of a whole model on the validation pictures.
  Result<double> validated(const bundle::Model& model);
  bundle::Model bundled(graph::Graph graph) const;
  void describe(report::RunReport& run) const;

  TrainConfig config_;
  RunFolder folder_;
  const TrainWatcher& watcher_;
  ranks::Ranks& ranks_;  // the first writes the files
  ThreadPool pool_;
  image::Preparation preparation_;
  const boards::Board* board_ = nullptr;  // that it is for, if any
  Lesson lesson_;
  graph::Graph graph_;       // as training starts
  scene::BoxGrid box_grid_;  // of a box detector,
  heads::BoxForm box_form_ = heads::BoxForm::Rows;
  std::optional<WatchedPictures> watched_;
  train::FitResult fitted_;
  std::vector<train::EpochRecord> earlier_records_;  // before the fit that is running
  quant::Samples samples_;                           // that quantization looks at
  bundle::Model float_model_, int8_model_;
  quant::QuantizedModel quantized_;
  std::int64_t float_bytes_ = 0, int8_bytes_ = 0;
};

Result<Done> Training::learn_lesson() {
  TRY_DONE(fit_settings_of(config_));
  TRY(lesson_, prepare_lesson(config_, folder_.split(), pool_));
  if (!config_.from.empty()) {
    TRY(lesson_.network, network_of_weights(*lesson_.network, config_.from));
  }
  resolve(config_, *lesson_.network);
  if (!config_.board.empty()) {
    TRY(board_, boards::find_board(config_.board));
  }
  TRY(preparation_, preparation_of(config_));
  for (const std::string& remark : lesson_.remarks) watcher_.say(remark);
  TRY(graph_, starting_graph());
  if (lesson_.network->answer == zoo::Answer::Centroids && config_.object_weight <= 0)
    config_.object_weight =
        train::balanced_object_weight(lesson_.dataset, lesson_.division.train, grid().cells());
  return Done{};
}

heads::Grid Training::grid() const {
  const graph::Shape& shape = graph_.tensor(graph_.outputs[0]).shape;
  return {shape[1], shape[2], static_cast<std::int32_t>(lesson_.dataset.classes.size())};
}

Result<Done> Training::begin(bool resume) {
  if (!ranks_.is_first()) return Done{};
  if (!resume) TRY_DONE(folder_.begin(config_));
  std::error_code ignored;
  if (std::filesystem::exists(folder_.split(), ignored)) return Done{};
  return write_file(folder_.split(), dataset::to_json(lesson_.division, lesson_.dataset).dump(1) + "\n");
}

Result<graph::Graph> Training::starting_graph() {
  zoo::BuildSettings settings;
  settings.width = settings.height = config_.size;
  settings.channels = config_.channels;
  settings.classes = static_cast<std::int32_t>(lesson_.dataset.classes.size());
  settings.seed = config_.seed;
  TRY(auto graph, zoo::build(*lesson_.network, settings));
  if (lesson_.network->box_grid != nullptr) {
    box_grid_ = lesson_.network->box_grid(settings);
    TRY(box_form_, boards::box_form_for(board_, box_grid_));
    if (config_.anchors == "fitted") fit_anchors(box_grid_, lesson_, preparation_);
  }
  if (!config_.from.empty()) {
    TRY(const auto sentence, start_from(graph, config_.from));
    watcher_.say(sentence);
  }
  return graph;
}

std::unique_ptr<train::Objective> Training::objective() {
  const auto classes = static_cast<std::int32_t>(lesson_.dataset.classes.size());
  if (lesson_.network->answer == zoo::Answer::Classes) {
    train::CrossEntropy loss{config_.label_smoothing, {}};
    if (config_.class_weights)
      loss.class_weights = train::inverse_frequency_weights(lesson_.dataset, lesson_.division.train);
    return train::make_classification_objective(classes, std::move(loss));
  }
  if (lesson_.network->answer == zoo::Answer::Boxes)
    return train::make_box_objective(box_grid_, train::make_box_loss(box_grid_, config_.class_gain), pool_);
  return train::make_centroid_objective(grid(), config_.size, config_.size,
                                        train::WeightedSigmoid{config_.object_weight});
}

Result<train::FitResult> Training::fit(const graph::Graph& graph, train::FitSettings settings,
                                       const std::filesystem::path& checkpoint) {
  const auto objective_of_run = objective();
  const auto data = data_to_fit(config_, lesson_, preparation_, settings.rounds_weights);
  if (lesson_.network->answer == zoo::Answer::Boxes) settings.optimizer.surprise_limit = kSurpriseLimit;
  train::FitWatcher watcher;
  watcher.step = watcher_.step;
  watcher.should_stop = watcher_.should_stop;
  watcher.should_finish = watcher_.should_finish;
  // Simulated int8 has no answer of its own to look at.
  if (!settings.rounds_weights)
    watcher.best = [&](const auto& record, const auto& network) {
      return watched_->is_due() ? watch(record, network()) : Result<Done>(Done{});
    };
  watcher.epoch = [&](const std::vector<train::EpochRecord>& records) -> Result<Done> {
    std::vector<train::EpochRecord> all = earlier_records_;
    for (train::EpochRecord record : records) {
      record.epoch += static_cast<std::int32_t>(earlier_records_.size());
      all.push_back(record);
    }
    if (ranks_.is_first()) TRY_DONE(folder_.write_log(all));
    watcher_.epoch(all.back(), objective_of_run->metric_name());
    return Done{};
  };
  return train::fit(graph, data, settings, *objective_of_run, watcher, checkpoint, pool_, ranks_);
}

Result<Done> Training::watch(const train::EpochRecord& record, graph::Graph graph) {
  if (!ranks_.is_first()) return Done{};
  if (record.background_shift != 0) heads::shift_background(graph, record.background_shift);
  TRY(auto with_answer, answering(std::move(graph)));
  return watched_->look(bundled(std::move(with_answer)), record.epoch, pool_);
}

Result<Done> Training::fit() {
  TRY(const auto settings, fit_settings_of(config_, 1 - config_.quantization_aware));
  watched_.emplace(lesson_, folder_.watched());
  TRY(fitted_, fit(graph_, settings, folder_.checkpoint()));
  watcher_.say(
      fmt::format("Training ended: {}. Epoch {} was the best.", fitted_.stopped_because, fitted_.best_epoch));
  return watch(fitted_.records[static_cast<std::size_t>(fitted_.best_epoch) - 1], fitted_.graph);
}

bundle::Model Training::bundled(graph::Graph graph) const {
  bundle::Model model;
  model.graph = std::move(graph);
  model.head = head_of(*lesson_.network);
  if (model.head == heads::Head::Boxes && box_form_ == heads::BoxForm::Levels) model.levels = box_grid_;
  model.suppression = heads::Suppression::AcrossClasses;
  model.classes = lesson_.dataset.classes;
  model.preparation = preparation_;
  model.name = config_.model;
  model.provenance = {{"data", std::filesystem::path(config_.data).filename().string()},
                      {"seed", std::to_string(config_.seed)},
                      {"epoch", std::to_string(fitted_.best_epoch)}};
  return model;
}

Result<graph::Graph> Training::answering(graph::Graph graph) const {
  return heads::with_answer(std::move(graph), head_of(*lesson_.network), &box_grid_, box_form_);
}

Result<quant::QuantizedModel> Training::quantized(graph::Graph graph) {
  TRY(auto with_answer, answering(std::move(graph)));
  if (board_ != nullptr) with_answer = boards::lowered_for(*board_, std::move(with_answer));
  StopProgress progress(watcher_);
  return quant::quantize(with_answer, samples_, {}, pool_, progress);
}

Result<double> Training::validated(const bundle::Model& model) {
  TRY(const auto measured, measure(model, lesson_.dataset, lesson_.division.validation, pool_));
  return validation_metric(model, measured);
}

Result<Done> Training::fit_int8() {
  if (config_.quantization_aware <= 0 || watcher_.should_finish()) return Done{};
  TRY(auto settings, fit_settings_of(config_, config_.quantization_aware));
  watcher_.say(fmt::format(
      "Getting the weights used to int8{}.",
      config_.time_limit_s > 0 ? "" : " for " + report::counted(settings.epochs, "epoch", "epochs")));
  settings.learning_rate *= kInt8Rate_part;
  settings.schedule.warm_up = 0;
  settings.rounds_weights = true;
  earlier_records_ = fitted_.records;
  TRY(auto float_graph, quant::run_passes(fitted_.graph));
  TRY(auto trained,
      fit(quant::simulated(std::move(float_graph), int8_model_.graph), settings, folder_.int8_checkpoint()));
  TRY(auto quantized_again, quantized(std::move(trained.graph)));
  const bundle::Model candidate = bundled(quantized_again.graph);
  TRY(const double before, validated(int8_model_));
  TRY(const double after, validated(candidate));
  watcher_.say(
      fmt::format("Of int8 on the validation pictures: {:.4f} before, {:.4f} after.", before, after));
  for (train::EpochRecord& record : trained.records) {
    record.epoch += static_cast<std::int32_t>(earlier_records_.size());
    fitted_.records.push_back(record);
  }
  fitted_.seconds += trained.seconds;
  if (after <= before) return Done{};
  int8_model_ = candidate;
  quantized_ = std::move(quantized_again);
  return Done{};
}

Result<Done> Training::make_models() {
  watcher_.say("Quantizing to INT8.");
  if (fitted_.background_shift != 0) heads::shift_background(fitted_.graph, fitted_.background_shift);
  TRY(samples_, calibration_samples(lesson_, preparation_, config_.seed, pool_));
  TRY(quantized_, quantized(fitted_.graph));
  float_model_ = bundled(std::move(quantized_.float_graph));
  int8_model_ = bundled(quantized_.graph);
  TRY_DONE(fit_int8());
  if (!ranks_.is_first()) return Done{};
  for (bundle::Model* model : {&float_model_, &int8_model_})
    TRY_DONE(choose_threshold(*model, lesson_.dataset, lesson_.division.validation, pool_));
  TRY(const auto float_file, bundle::to_tflite(float_model_));
  TRY(const auto int8_file, bundle::to_tflite(int8_model_));
  float_bytes_ = static_cast<std::int64_t>(float_file.size());
  int8_bytes_ = static_cast<std::int64_t>(int8_file.size());
  TRY_DONE(write_file(folder_.float_model(), float_file));
  TRY_DONE(write_file(folder_.int8_model(), int8_file));
  return folder_.write_labels(lesson_.dataset.classes);
}

void Training::describe(report::RunReport& run) const {
  run.head = head_of(*lesson_.network);
  run.model = config_.model;
  run.data = std::filesystem::path(config_.data).filename().string();
  run.input = fmt::format("{0}×{0} {1}", config_.size, config_.channels == 1 ? "grey" : "RGB");
  run.classes = lesson_.dataset.classes;
  run.seed = config_.seed;
  run.split = split_report(lesson_);
  run.footprint = {int8_bytes_, float_bytes_, infer::estimate_arena(int8_model_.graph).arena_bytes(),
                   graph::multiply_accumulates(int8_model_.graph),
                   graph::parameter_count(float_model_.graph)};
  for (const train::EpochRecord& record : fitted_.records)
    run.epochs.push_back({record.epoch, record.learning_rate, record.train_loss, record.validation_loss,
                          record.validation_metric, record.seconds});
  run.steps = steps_of(run.epochs.size(), run.split.train, config_.batch);
  run.best_epoch = fitted_.best_epoch;
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
  for (const dataset::Problem& problem : lesson_.dataset.problems)
    if (problem.kind != dataset::Problem::Kind::Notice)  // nothing was left out
      run.problems.push_back({problem.path, problem.says});
  const nlohmann::json settings = to_json(config_);
  for (const auto& [key, value] : settings.items())
    run.settings.emplace_back(key, value.is_string() ? value.get<std::string>() : value.dump());
}

Result<TrainOutcome> Training::report() {
  const bool has_test = !lesson_.division.test.empty();
  const auto& pictures = has_test ? lesson_.division.test : lesson_.division.validation;
  TRY(const auto float_measured, measure(float_model_, lesson_.dataset, pictures, pool_));
  TRY(const auto int8_measured, measure(int8_model_, lesson_.dataset, pictures, pool_));
  auto seen = lesson_.division.train;
  if (seen.size() > kTrainScorePictures) {
    seen = train::epoch_order(lesson_.dataset, seen, false, config_.seed, 1);
    seen.resize(kTrainScorePictures);
  }
  TRY(const auto train_measured, measure(float_model_, lesson_.dataset, seen, pool_));
  report::RunReport run;
  describe(run);
  run.measured_on = has_test ? report::PictureSet::Test : report::PictureSet::Validation;
  run.float_score = score_of(float_model_, float_measured, config_.seed);
  run.int8_score = score_of(int8_model_, int8_measured, config_.seed);
  if (!run.float_score || !run.int8_score)
    return fail(Fault::InvalidInput, "none of the {} pictures to measure on can be read", pictures.size());
  run.int8_minus_float = difference_of(int8_model_, float_measured, int8_measured, config_.seed);
  if (!train_measured.pictures.empty())
    run.train_metric = validation_metric(float_model_, train_measured);  // no interval of it is shown
  if (run.head == heads::Head::Centroids)
    run.separable_objects = separable_share(int8_measured.centroids, grid_of(int8_model_));
  run.mistakes = worst_mistakes(int8_model_, lesson_.dataset, int8_measured, kMistakesShown,
                                report::threshold_of(*run.int8_score));
  if (run.head == heads::Head::Boxes)
    TRY_DONE(write_coco_files(folder_, int8_model_, lesson_.dataset, int8_measured));
  TRY_DONE(report::write_report(run, folder_.root));

  const report::Verdict verdict = report::verdict_of(run);
  const std::string_view set = has_test ? "test" : "validation";
  return TrainOutcome{
      fmt::format("{}\nNext: {}. {}", verdict.sentence(), verdict.next.step, verdict.next.reason),
      headline_sentence(run.head, *run.float_score, set), headline_sentence(run.head, *run.int8_score, set),
      folder_.report_html()};
}

Result<TrainOutcome> train_with(ranks::Ranks& ranks, TrainConfig config, const std::filesystem::path& out,
                                bool resume, const TrainWatcher& watcher) {
  RunFolder folder{out};
  TRY_DONE(check(config));
  if (const std::int32_t threads = config.threads; resume) {
    TRY(config, folder.resume());
    config.threads = threads;
  }
  Training training(config, folder, watcher, ranks);
  TRY_DONE(training.learn_lesson());
  TRY_DONE(training.begin(resume));
  TRY_DONE(training.fit());
  TRY_DONE(training.make_models());
  if (!ranks.is_first()) return TrainOutcome{};
  return training.report();
}

}  // namespace

Result<TrainOutcome> train_model(TrainConfig config, const std::filesystem::path& out, bool resume,
                                 const TrainWatcher& watcher) {
  TRY(auto ranks, ranks::Ranks::join());
  TrainWatcher silent;
  silent.should_stop = watcher.should_stop;
  auto outcome = train_with(ranks, std::move(config), out, resume, ranks.is_first() ? watcher : silent);
  // Only to be stopped is something all agree on.
  if (!outcome && outcome.error().fault != Fault::Cancelled)
    ranks.abandon();
  else if (!ranks.is_first())
    return TrainOutcome{};
  return outcome;
}

}  // namespace tinsmith::studio
