// train/fit.h — the training loop: runs epochs until the last one, the time limit or early stopping.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/thread_pool.h"
#include "dataset/dataset.h"
#include "graph/graph.h"
#include "image/preparation.h"
#include "loader/augment.h"
#include "loader/loader.h"
#include "ranks/ranks.h"
#include "train/mirror_check.h"
#include "train/objective.h"
#include "train/optimizer.h"
#include "train/record.h"
#include "train/schedule.h"

namespace tinsmith::train {

struct FitSettings {
  std::int32_t epochs = 100;
  // Wall-clock limit in seconds for the whole fit, including validation; 0: no limit. With a limit, the fit
  // runs as many epochs as fit into it, at most `epochs`, and the schedule is stretched over them. The result
  // then depends on the speed of the machine; the log records what was done. With a limit and very many
  // pictures, an epoch shows only some of them; with few pictures, an epoch shows each several times.
  double time_limit_s = 0;
  std::int32_t batch = 32;
  double learning_rate = 2e-3;
  OptimizerSettings optimizer;
  ScheduleSettings schedule;
  EarlyStopSettings early_stop;
  double average_decay = 0.998;    // of the moving average of the weights, which is validated and kept
  bool balanced_sampling = false;  // classification: draws all classes equally often
  // QAT: the engine computes with int8 weights, the optimizer updates the exact ones (weight_rounding.h).
  bool is_quantization_aware = false;
  std::uint64_t seed = 1;
};

// Training data. Pictures are identified by their index in the data set.
struct FitData {
  const dataset::Dataset& dataset;
  std::vector<std::size_t> train, validation;
  image::Preparation preparation;
  loader::AugmentSettings augmentation;
  loader::Mixing mixing;
  // Fraction of the schedule, from its start, that uses mixing; the rest of training sees pictures like
  // those of prediction.
  double mixing_until = 1;
  // If true, the first quarter of the schedule does not mirror pictures. Then mirrored validation pictures
  // decide whether the rest mirrors as `augmentation` says, or not at all. While the network has not learned
  // the classes well enough for a decision, training continues without mirroring and the check is repeated
  // after each epoch.
  bool measures_mirroring = false;
};

// Progress callbacks, and requests to stop. They are called from the thread that called `fit`.
struct FitWatcher {
  struct Step {
    std::int32_t epoch = 0;     // the first is 1
    std::int32_t epochs = 0;    // planned number; 0: as many as the time limit allows
    double epoch_fraction = 0;  // 0 … 1
    // 0 … 1, done fraction of the schedule or of the time limit, whichever is larger.
    double run_fraction = 0;
    double loss = 0;          // mean over the epoch so far
    double seconds_left = 0;  // estimate; 0 while there is none
  };
  std::function<void(const Step&)> step = [](const Step&) {};
  // Called once with the estimated number of remaining seconds, after the first steps were measured, or after
  // two epochs if an epoch has too few steps for this. Not called with a time limit.
  std::function<void(double seconds)> expected = [](double) {};
  // For FitData::measures_mirroring: called once with the measurement when the decision is made. Its
  // `changes_classes` is the decision.
  std::function<void(const MirrorCheck&)> mirroring = [](const MirrorCheck&) {};
  // Called after each epoch, when its state has been saved on disk.
  std::function<Result<Done>(const std::vector<EpochRecord>&)> epoch = [](const auto&) { return Done{}; };
  // Called after an epoch that is the best so far. `network` makes a copy of the graph with the weights of
  // this epoch, which takes a moment.
  std::function<Result<Done>(const EpochRecord&, const std::function<graph::Graph()>& network)> best =
      [](const auto&, const auto&) { return Done{}; };
  std::function<bool()> should_stop = [] { return false; };
  // Asks `fit` to end after the current epoch as if all epochs were done.
  std::function<bool()> should_finish = [] { return false; };
};

struct FitResult {
  graph::Graph graph;  // with the weights of the best epoch
  std::vector<EpochRecord> records;
  std::int32_t best_epoch = 0;
  double background_shift = 0;  // of the best epoch; not yet applied to the graph
  std::string stopped_because;  // "100 epochs are done", "the time limit was reached", …
  double seconds = 0;
  double images_per_second = 0;  // training only, over all epochs
  bool reached_time_limit = false;
  bool mirrors = false;      // the last epochs mirrored pictures
  MirrorCheck mirror_check;  // of the best epoch's weights
};

// The arguments of `fit`. Everything that they refer to must outlive the call.
struct FitArguments {
  const graph::Graph& graph;  // ends in logits; training starts from its weights
  const FitData& data;
  const FitSettings& settings;
  Objective& objective;
  const FitWatcher& watcher;
  // The state is written to this file after every epoch; empty: the state is not written. If the file already
  // exists, the fit continues from it, so a process that ends at any time loses at most one epoch.
  std::filesystem::path checkpoint_file;
  ThreadPool& pool;
  ranks::Ranks& ranks;
};

// Trains a network. The best epoch is the one with the highest validation metric; if several are equal, the
// one with the lowest validation loss. Both are measured on the moving average of the weights. Without a time
// limit, the same data, settings and graph give the same bytes for any number of threads.
//
// If several ranks call this together with the same data and settings, they share each batch. The first rank
// writes the checkpoint; all ranks must be able to read it to continue from it. The result equals that of one
// rank except for the rounding of sums; the same number of ranks gives the same bytes.
//
//   Cancelled     the watcher asked to stop; the checkpoint holds the last complete epoch
//   InvalidInput  there are no training pictures, or no validation pictures
//   Conflict      the checkpoint is of another network, or the ranks do not start from the same state
//   Unsupported   an operator cannot be trained
Result<FitResult> fit(const FitArguments& arguments);

}  // namespace tinsmith::train
