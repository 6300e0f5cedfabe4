#include "verbs/train_model.h"

#include "base/files.h"
#include "boards/lowering.h"
#include "heads/heads.h"
#include "quant/passes.h"
#include "quant/simulate.h"
#include "report/mirroring.h"
#include "report/numbers.h"
#include "train/sampling.h"
#include "verbs/arena.h"
#include "verbs/calibration.h"
#include "verbs/describe_run.h"
#include "verbs/measure.h"
#include "verbs/mirroring.h"
#include "verbs/starting_weights.h"
#include "verbs/training.h"
#include "verbs/training_plan.h"

namespace tinsmith::verbs {
namespace {

// Learning-rate factor of the quantization-aware phase.
constexpr double kInt8Rate_part = 0.1;
// Limit of adaptive gradient clipping. Box losses jump when the objects of a
// batch are assigned to other cells.
constexpr double kClipFactor = 3;

// Passes stop requests to the quantizer.
class StopProgress final : public Progress {
 public:
  explicit StopProgress(const TrainWatcher& watcher) : watcher_(watcher) {}
  void report(std::string_view, double, double) override {}
  bool should_stop() const override { return watcher_.should_stop(); }

 private:
  const TrainWatcher& watcher_;
};

}  // namespace

Result<Done> Training::prepare_data() {
  TRY_DONE(fit_settings_of(config_));
  TRY(data_, prepare_training_data(config_, folder_, pool_));
  if (!config_.from.empty()) {
    TRY(data_.network, network_of_weights(*data_.network, config_.from));
  }
  resolve(config_, *data_.network);
  if (!config_.board.empty()) {
    TRY(board_, boards::find_board(config_.board));
  }
  TRY(preparation_, preparation_of(config_));
  for (const std::string& remark : data_.remarks) watcher_.say(remark);
  TRY(graph_, starting_graph());
  if (config_.epochs == 0 && config_.time_limit_s <= 0)
    config_.epochs = planned_epochs(std::ssize(data_.split.train), config_.batch);
  if (data_.network->task == scene::Task::Centroids && config_.object_weight <= 0)
    config_.object_weight = train::balanced_object_weight(data_.dataset, data_.split.train, grid().cells());
  return Done{};
}

heads::Grid Training::grid() const {
  const graph::Shape& shape = graph_.tensor(graph_.outputs[0]).shape;
  return {shape[1], shape[2], static_cast<std::int32_t>(data_.dataset.classes.size())};
}

Result<Done> Training::begin(bool resume) {
  if (!ranks_.is_first()) return Done{};
  if (!resume) TRY_DONE(folder_.begin(config_));
  std::error_code ignored;
  if (std::filesystem::exists(folder_.split(), ignored)) return Done{};
  TRY_DONE(write_file(folder_.data_record(), to_text(data_.record)));
  return write_file(folder_.split(), dataset::to_json(data_.split, data_.dataset).dump(1) + "\n");
}

Result<graph::Graph> Training::starting_graph() {
  zoo::BuildSettings settings;
  settings.width = settings.height = config_.size;
  settings.channels = config_.channels;
  settings.classes = static_cast<std::int32_t>(data_.dataset.classes.size());
  settings.seed = config_.seed;
  TRY(auto graph, zoo::build(*data_.network, settings));
  if (data_.network->box_grid != nullptr) {
    box_grid_ = data_.network->box_grid(settings);
    if (board_ != nullptr) TRY_DONE(boards::check_box_channels(*board_, config_.channels));
    TRY(box_form_, boards::box_form_for(board_, box_grid_));
    if (config_.anchors == "fitted") fit_anchors(box_grid_, data_, preparation_);
  }
  if (!config_.from.empty()) {
    TRY(const auto sentence, start_from(graph, config_.from));
    watcher_.say(sentence);
  }
  return graph;
}

heads::BoxDecoding Training::box_decoding() const {
  return board_ == nullptr ? heads::BoxDecoding{} : board_->boxes;
}

std::unique_ptr<train::Objective> Training::objective() {
  const auto classes = static_cast<std::int32_t>(data_.dataset.classes.size());
  if (data_.network->task == scene::Task::Classification) {
    train::CrossEntropy loss{config_.label_smoothing, {}};
    if (config_.class_weights)
      loss.class_weights = train::inverse_frequency_weights(data_.dataset, data_.split.train);
    return train::make_classification_objective(classes, std::move(loss));
  }
  if (data_.network->task == scene::Task::Boxes)
    return train::make_box_objective(box_grid_, train::make_box_loss(box_grid_, config_.class_gain),
                                     box_decoding(), pool_);
  return train::make_centroid_objective(grid(), config_.size, config_.size,
                                        train::WeightedSigmoid{config_.object_weight});
}

Result<train::FitResult> Training::fit(const graph::Graph& graph, train::FitSettings settings,
                                       const std::filesystem::path& checkpoint) {
  const auto objective_of_run = objective();
  auto data = data_to_fit(config_, data_, preparation_, settings.is_quantization_aware);
  if (settings.is_quantization_aware && !fitted_.mirrors) data.augmentation.flip_horizontal = 0;
  if (data_.network->task == scene::Task::Boxes) settings.optimizer.clip_factor = kClipFactor;
  train::FitWatcher watcher;
  const std::int32_t epochs = plan().epochs;
  watcher.step = [&](train::FitWatcher::Step step) {
    step.epoch += static_cast<std::int32_t>(earlier_records_.size());
    step.epochs = epochs;
    watcher_.step(step);
  };
  watcher.mirroring = [&](const train::MirrorCheck& check) {
    watcher_.say(decision_sentence(check, objects_name(), data_.dataset.classes));
  };
  if (!settings.is_quantization_aware)
    watcher.expected = [&](double seconds) {
      const double in_all_s = seconds / (1 - config_.quantization_aware);
      watcher_.say(fmt::format("This will take {}.", rough_time(in_all_s)));
    };
  watcher.should_stop = watcher_.should_stop;
  watcher.should_finish = watcher_.should_finish;
  // A network with simulated int8 is not run on the watched pictures.
  if (!settings.is_quantization_aware)
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
    watcher_.epoch(all.back(), epochs, objective_of_run->metric_name());
    return Done{};
  };
  return train::fit({.graph = graph,
                     .data = data,
                     .settings = settings,
                     .objective = *objective_of_run,
                     .watcher = watcher,
                     .checkpoint_file = checkpoint,
                     .pool = pool_,
                     .ranks = ranks_});
}

Result<Done> Training::watch(const train::EpochRecord& record, graph::Graph graph) {
  if (!ranks_.is_first()) return Done{};
  if (record.background_shift != 0) heads::shift_background(graph, record.background_shift);
  TRY(auto with_answer, answering(std::move(graph)));
  return watched_->look(bundled(std::move(with_answer)), record.epoch, pool_);
}

TrainingPlan Training::plan() const {
  return plan_of(config_, std::ssize(data_.split.train));
}

Result<Done> Training::fit() {
  TRY(const auto settings, fit_settings_of(config_, TrainingPart::Float));
  watched_.emplace(data_, folder_.watched());
  watcher_.say(plan().sentence());
  TRY(fitted_, fit(graph_, settings, folder_.checkpoint()));
  float_epochs_ = static_cast<std::int32_t>(fitted_.records.size());
  watcher_.say(
      fmt::format("Training ended: {}. The best epoch was {}.", fitted_.stopped_because, fitted_.best_epoch));
  if (fitted_.mirror_check.changes_classes)
    watcher_.say(
        report::mirrored_sentence(mirroring_of(fitted_.mirror_check), objects_name(), data_.dataset.classes));
  return watch(fitted_.records[static_cast<std::size_t>(fitted_.best_epoch) - 1], fitted_.graph);
}

bundle::Model Training::bundled(graph::Graph graph) const {
  bundle::Model model;
  model.graph = std::move(graph);
  model.task = data_.network->task;
  if (model.task == scene::Task::Boxes && box_form_ == heads::BoxForm::Levels) model.levels = box_grid_;
  model.suppression = box_decoding().suppression;
  model.classes = data_.dataset.classes;
  model.preparation = preparation_;
  model.name = config_.model;
  model.provenance = {{"data", std::filesystem::path(config_.data).filename().string()},
                      {"seed", std::to_string(config_.seed)},
                      {"epoch", std::to_string(fitted_.best_epoch)}};
  if (board_ != nullptr) model.provenance[kBoardEntry] = board_->name;
  return model;
}

Result<graph::Graph> Training::answering(graph::Graph graph) const {
  return heads::with_answer(std::move(graph), data_.network->task, &box_grid_, box_form_);
}

Result<quant::QuantizedModel> Training::quantized(graph::Graph graph) {
  TRY(auto with_answer, answering(std::move(graph)));
  if (board_ != nullptr) with_answer = boards::lowered_for(*board_, std::move(with_answer));
  StopProgress progress(watcher_);
  return quant::quantize(with_answer, samples_, {}, pool_, progress);
}

Result<double> Training::validated(const bundle::Model& model) {
  TRY(const auto measured, measure(model, data_.dataset, data_.split.validation, pool_));
  return validation_metric(model, measured);
}

Result<Done> Training::fit_quantization_aware() {
  if (config_.quantization_aware <= 0 || watcher_.should_finish()) return Done{};
  TRY(auto settings, fit_settings_of(config_, TrainingPart::Int8));
  watcher_.say(fmt::format(
      "Quantization-aware training{}.",
      config_.time_limit_s > 0 ? "" : " for " + report::counted(settings.epochs, "epoch", "epochs")));
  settings.learning_rate *= kInt8Rate_part;
  settings.schedule.warm_up = 0;
  settings.is_quantization_aware = true;
  earlier_records_ = fitted_.records;
  TRY(auto float_graph, quant::run_passes(fitted_.graph));
  TRY(auto trained,
      fit(quant::simulated(std::move(float_graph), int8_model_.graph), settings, folder_.int8_checkpoint()));
  TRY(auto quantized_again, quantized(std::move(trained.graph)));
  const bundle::Model candidate = bundled(quantized_again.graph);
  TRY(const double before, validated(int8_model_));
  TRY(const double after, validated(candidate));
  watcher_.say(
      fmt::format("Validation metric of the int8 model: {:.4f} before, {:.4f} after.", before, after));
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
  TRY(samples_, calibration_samples(data_, preparation_, config_.seed, pool_));
  TRY(quantized_, quantized(fitted_.graph));
  float_model_ = bundled(std::move(quantized_.float_graph));
  int8_model_ = bundled(quantized_.graph);
  TRY_DONE(fit_quantization_aware());
  if (!ranks_.is_first()) return Done{};
  for (bundle::Model* model : {&float_model_, &int8_model_})
    TRY_DONE(choose_threshold(*model, data_.dataset, data_.split.validation, pool_));
  TRY(const auto float_file, bundle::to_tflite(float_model_));
  TRY(const auto int8_file, bundle::to_tflite(int8_model_));
  float_bytes_ = static_cast<std::int64_t>(float_file.size());
  int8_bytes_ = static_cast<std::int64_t>(int8_file.size());
  TRY(const auto on_board, bundle::model_from_tflite(int8_file));
  arena_bytes_ = arena_on(board_, on_board.graph).arena_bytes();
  TRY_DONE(write_file(folder_.float_model(), float_file));
  TRY_DONE(write_file(folder_.int8_model(), int8_file));
  return folder_.write_labels(data_.dataset.classes);
}

namespace {

Result<TrainOutcome> train_with(ranks::Ranks& ranks, TrainConfig config, const std::filesystem::path& out,
                                bool resume, const TrainWatcher& watcher) {
  RunFolder folder{out};
  TRY_DONE(check(config));
  if (const std::int32_t threads = config.threads; resume) {
    TRY(config, folder.resume());
    config.threads = threads;
    // checked before the pictures are read; another process may still start the run before `begin`
  } else if (ranks.is_first()) {
    TRY_DONE(folder.check_free());
  }
  Training training(config, folder, watcher, ranks);
  TRY_DONE(training.prepare_data());
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
  // Cancellation is the only error that all ranks share; after any other error,
  // this rank must end the others.
  if (!outcome && outcome.error().fault != Fault::Cancelled)
    ranks.abandon();
  else if (!ranks.is_first())
    return TrainOutcome{};
  return outcome;
}

}  // namespace tinsmith::verbs
