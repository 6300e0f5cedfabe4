#include "verbs/train_model.h"

#include "verbs/fit_network.h"
#include "verbs/make_models.h"
#include "verbs/prepare_training.h"
#include "verbs/report_training.h"
#include "verbs/training_run.h"
#include "verbs/write_models.h"

namespace tinsmith::verbs {
namespace {

// Returns the settings of the run: of the existing one with `resume`, otherwise `config`.
Result<TrainConfig> settings_of_run(TrainConfig config, const RunFolder& folder, bool resume, bool is_first) {
  TRY_DONE(check(config));
  if (resume) {
    const std::int32_t threads = config.threads;
    TRY(config, folder.resume());
    config.threads = threads;
  } else if (is_first) {
    // Checked before the pictures are read; another process may still start the run before `begin_run`.
    TRY_DONE(folder.check_free());
  }
  return config;
}

Result<TrainOutcome> train_with(ranks::Ranks& ranks, TrainConfig requested, const std::filesystem::path& out,
                                bool resume, const TrainWatcher& watcher) {
  const RunFolder folder{out};
  TRY(auto config, settings_of_run(std::move(requested), folder, resume, ranks.is_first()));
  ThreadPool pool(config.threads);
  const TrainingRun run{folder, watcher, ranks, pool};
  TRY(const auto prepared, prepare_training(run, std::move(config)));
  TRY_DONE(begin_run(run, prepared, resume));
  TRY(const auto fitted, fit_network(run, prepared));
  TRY(auto models, make_models(run, prepared, fitted));
  if (!ranks.is_first()) return TrainOutcome{};
  TRY(const auto written, write_models(run, prepared, std::move(models)));
  return report_training(run, prepared, fitted, written);
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
