// verbs/fit_phase.h — trains a network in one phase of a training: float, or quantization-aware.
#pragma once

#include <filesystem>
#include <vector>

#include "train/fit.h"
#include "verbs/prepare_training.h"
#include "verbs/training_run.h"

namespace tinsmith::verbs {

struct FitPhase {
  const graph::Graph& graph;  // initial weights
  train::FitSettings settings;
  std::filesystem::path checkpoint_file;
  // Records of the phase before this one; the epochs are counted on from them.
  std::vector<train::EpochRecord> earlier_records;
  bool may_mirror = true;  // false: pictures are not mirrored, whatever the settings are
  // Callbacks of this phase. `fit_phase` sets `step`, `mirroring`, `epoch`, `should_stop` and `should_finish`.
  train::FitWatcher watcher;
};

// Errors: those of train::fit, and of writing the log.
Result<train::FitResult> fit_phase(const TrainingRun& run, const PreparedTraining& prepared, FitPhase phase);

}  // namespace tinsmith::verbs
