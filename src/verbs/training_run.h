// verbs/training_run.h — what all steps of a training share.
//
// A training has five steps, and each takes what the earlier ones returned:
//
//   prepare_training   settings, data set, initial network        → PreparedTraining
//   fit_network        float training                             → train::FitResult
//   make_models        quantization, quantization-aware training  → TrainedModels
//   write_models       thresholds, model files                    → WrittenModels
//   report_training    measurements, report                       → TrainOutcome
//
// All processes of a run take the first three; only the first process writes the models and reports.
#pragma once

#include "base/thread_pool.h"
#include "ranks/ranks.h"
#include "verbs/run_folder.h"
#include "verbs/train_model.h"

namespace tinsmith::verbs {

struct TrainingRun {
  RunFolder folder;
  const TrainWatcher& watcher;
  ranks::Ranks& ranks;  // the first rank writes the files
  ThreadPool& pool;
};

}  // namespace tinsmith::verbs
