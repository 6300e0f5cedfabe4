#include "verbs/fit_network.h"

#include "report/mirroring.h"
#include "verbs/fit_phase.h"
#include "verbs/mirroring.h"
#include "verbs/watched.h"

namespace tinsmith::verbs {
namespace {

// Writes the predictions of an epoch's network on the watched pictures.
Result<Done> watch(const TrainingRun& run, const PreparedTraining& prepared, WatchedPictures& watched,
                   const train::EpochRecord& record, graph::Graph graph) {
  if (!run.ranks.is_first()) return Done{};
  if (record.background_shift != 0) heads::shift_background(graph, record.background_shift);
  TRY(auto with_answer, prepared.with_answer(std::move(graph)));
  return watched.look(prepared.bundled(std::move(with_answer), record.epoch), record.epoch, run.pool);
}

}  // namespace

Result<train::FitResult> fit_network(const TrainingRun& run, const PreparedTraining& prepared) {
  TRY(auto settings, fit_settings_of(prepared.config, TrainingPhase::Float));
  WatchedPictures watched(prepared.data, run.folder.watched());
  run.watcher.say(prepared.plan().sentence());
  if (const std::string advice = size_advice(prepared.config); !advice.empty()) run.watcher.say(advice);
  FitPhase phase{.graph = prepared.graph,
                 .settings = std::move(settings),
                 .checkpoint_file = run.folder.checkpoint(),
                 .earlier_records = {},
                 .watcher = {}};
  phase.watcher.expected = [&](double seconds) {
    const double total_s = seconds / (1 - prepared.config.quantization_aware);
    run.watcher.say(fmt::format("This will take {}.", rough_time(total_s)));
  };
  phase.watcher.best = [&](const auto& record, const auto& network) {
    return watched.is_due() ? watch(run, prepared, watched, record, network()) : Result<Done>(Done{});
  };
  TRY(auto fitted, fit_phase(run, prepared, std::move(phase)));
  run.watcher.say(
      fmt::format("Training ended: {}. The best epoch was {}.", fitted.stopped_because, fitted.best_epoch));
  if (fitted.mirror_check.changes_classes)
    run.watcher.say(report::mirrored_sentence(mirroring_of(fitted.mirror_check), prepared.objects_name(),
                                              prepared.data.dataset.classes));
  const auto& best = fitted.records[static_cast<std::size_t>(fitted.best_epoch) - 1];
  TRY_DONE(watch(run, prepared, watched, best, fitted.graph));
  return fitted;
}

}  // namespace tinsmith::verbs
