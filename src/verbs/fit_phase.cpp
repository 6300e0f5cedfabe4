#include "verbs/fit_phase.h"

#include <memory>

#include "train/sampling.h"
#include "verbs/mirroring.h"

namespace tinsmith::verbs {
namespace {

// Limit of adaptive gradient clipping. Box losses jump when the objects of a
// batch are assigned to other cells.
constexpr double kClipFactor = 3;

std::unique_ptr<train::Objective> objective_of(const PreparedTraining& prepared, ThreadPool& pool) {
  const TrainConfig& config = prepared.config;
  const dataset::Dataset& dataset = prepared.data.dataset;
  switch (prepared.task()) {
    case scene::Task::Classification: {
      train::CrossEntropy loss{config.label_smoothing, {}};
      if (config.class_weights)
        loss.class_weights = train::inverse_frequency_weights(dataset, prepared.data.split.train);
      return train::make_classification_objective(static_cast<std::int32_t>(dataset.classes.size()),
                                                  std::move(loss));
    }
    case scene::Task::Boxes:
      return train::make_box_objective(prepared.box_grid,
                                       train::make_box_loss(prepared.box_grid, config.class_gain),
                                       prepared.box_decoding(), pool);
    case scene::Task::Centroids:
      break;
  }
  return train::make_centroid_objective(prepared.centroid_grid(), config.size, config.size,
                                        train::WeightedSigmoid{config.object_weight});
}

// Adds the callbacks that both phases have. The arguments must outlive the fit.
void add_callbacks(const TrainingRun& run, const PreparedTraining& prepared,
                   const train::Objective& objective, FitPhase& phase) {
  const auto earlier = static_cast<std::int32_t>(phase.earlier_records.size());
  const std::int32_t epochs = prepared.plan().epochs;
  phase.watcher.step = [&run, earlier, epochs](train::FitWatcher::Step step) {
    step.epoch += earlier;
    step.epochs = epochs;
    run.watcher.step(step);
  };
  phase.watcher.mirroring = [&](const train::MirrorCheck& check) {
    run.watcher.say(decision_sentence(check, prepared.objects_name(), prepared.data.dataset.classes));
  };
  phase.watcher.epoch = [&run, &objective, &phase, earlier,
                         epochs](const std::vector<train::EpochRecord>& records) -> Result<Done> {
    std::vector<train::EpochRecord> all = phase.earlier_records;
    for (train::EpochRecord record : records) {
      record.epoch += earlier;
      all.push_back(record);
    }
    if (run.ranks.is_first()) TRY_DONE(run.folder.write_log(all));
    run.watcher.epoch(all.back(), epochs, objective.metric_name());
    return Done{};
  };
  phase.watcher.should_stop = run.watcher.should_stop;
  phase.watcher.should_finish = run.watcher.should_finish;
}

}  // namespace

Result<train::FitResult> fit_phase(const TrainingRun& run, const PreparedTraining& prepared, FitPhase phase) {
  const auto objective = objective_of(prepared, run.pool);
  auto data =
      data_to_fit(prepared.config, prepared.data, prepared.preparation, phase.settings.is_quantization_aware);
  if (!phase.may_mirror) data.augmentation.flip_horizontal = 0;
  if (prepared.task() == scene::Task::Boxes) phase.settings.optimizer.clip_factor = kClipFactor;
  add_callbacks(run, prepared, *objective, phase);
  return train::fit({.graph = phase.graph,
                     .data = data,
                     .settings = phase.settings,
                     .objective = *objective,
                     .watcher = phase.watcher,
                     .checkpoint_file = phase.checkpoint_file,
                     .pool = run.pool,
                     .ranks = run.ranks});
}

}  // namespace tinsmith::verbs
