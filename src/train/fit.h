// train/fit.h — the training loop: epochs over pictures until the work, the time or the learning is at its
// end.
#pragma once

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
#include "train/checkpoint.h"
#include "train/mirror_check.h"
#include "train/objective.h"
#include "train/optimizer.h"
#include "train/record.h"
#include "train/schedule.h"

namespace tinsmith::train {

struct FitSettings {
  std::int32_t epochs = 100;
  // Wall-clock seconds for the whole fit, validation included; 0: none. As many epochs as fit are run,
  // `epochs` at most, and the schedule is drawn out over them. Such a run depends on the machine's speed; its
  // log says what it did.
  // A pass over very many pictures is cut short, one over few shows them several times: both count as an
  // epoch.
  double time_limit_s = 0;
  std::int32_t batch = 32;
  double learning_rate = 2e-3;
  OptimizerSettings optimizer;
  ScheduleSettings schedule;
  EarlyStopSettings early_stop;
  double average_decay = 0.998;    // of the moving average of the weights that is validated and kept
  bool balanced_sampling = false;  // classification: every class is drawn equally often
  bool rounds_weights = false;     // runs on int8's weights, learns exact ones (weight_rounding.h)
  std::uint64_t seed = 1;
};

// What is learned from. Pictures are named by their index in the data set.
struct FitData {
  const dataset::Dataset& dataset;
  std::vector<std::size_t> train, validation;
  image::Preparation preparation;
  loader::AugmentSettings augmentation;
  loader::Mixing mixing;
  double mixing_until = 1;  // in this first part of the schedule: the end looks as what is predicted on
  // The first quarter of the schedule goes without mirroring; then mirrored validation pictures decide
  // whether the rest mirrors as `augmentation` has it, or goes without to the end. They are looked at again
  // after each epoch, still without mirroring, until the network knows enough of the classes to tell.
  bool measures_mirroring = false;
};

// How whoever waits is told, and says stop. Called from the thread that called `fit`.
struct FitWatcher {
  struct Step {
    std::int32_t epoch = 0;   // the first is 1
    std::int32_t epochs = 0;  // planned; 0: as many as the time limit allows
    double epoch_part = 0;    // 0 … 1
    double run_part = 0;      // 0 … 1, of the schedule, or of the time limit where more of that is over
    double loss = 0;          // mean of the epoch so far
    double seconds_left = 0;  // estimate; 0 when there is none yet
  };
  std::function<void(const Step&)> step = [](const Step&) {};
  // Once, when the first steps were measured, or two epochs where these are short: the seconds that the fit
  // will still take. Not with a time limit.
  std::function<void(double seconds)> expected = [](double) {};
  // FitData::measures_mirroring, once it is decided: what was measured; `changes_classes` decides.
  std::function<void(const MirrorCheck&)> mirroring = [](const MirrorCheck&) {};
  // After each epoch, its state safe on disk.
  std::function<Result<Done>(const std::vector<EpochRecord>&)> epoch = [](const auto&) { return Done{}; };
  // Of an epoch that is the best so far; `network` makes a copy of the graph with its weights, which takes a
  // moment.
  std::function<Result<Done>(const EpochRecord&, const std::function<graph::Graph()>& network)> best =
      [](const auto&, const auto&) { return Done{}; };
  std::function<bool()> should_stop = [] { return false; };
  // To end as if all epochs were done, once one is whole.
  std::function<bool()> should_finish = [] { return false; };
};

struct FitResult {
  graph::Graph graph;  // with the weights of the best epoch
  std::vector<EpochRecord> records;
  std::int32_t best_epoch = 0;
  double background_shift = 0;  // of the best epoch; not yet in the graph
  std::string stopped_because;  // "100 epochs are done", "the time limit was reached", …
  double seconds = 0;
  double images_per_second = 0;  // of training, over all epochs
  bool reached_time_limit = false;
  bool mirrors = false;      // the last epochs mirrored pictures
  MirrorCheck mirror_check;  // of the best epoch's weights
};

// Trains `graph` (which ends in logits) from the weights it holds. The best epoch is the one of the highest
// validation metric, of the lower validation loss among equals, measured on the moving average of the
// weights. With `checkpoint_file`, the state is written there after every epoch; if that file exists already,
// the run goes on from it, so a process that ends at any moment loses one epoch at most. Same data, settings
// and graph give the same bytes for any number of threads, as long as there is no time limit.
//
// Several ranks that call this together, with the same data and settings, share each batch between them; the
// first writes the file, which all must see to go on from it. They learn what one alone would, but for the
// rounding of sums; the same number of ranks gives the same bytes.
//
//   Cancelled     the watcher asked to stop; the checkpoint holds the last whole epoch
//   InvalidInput  no pictures to learn from, or none to validate on
//   Conflict      the checkpoint is of another network, or the ranks do not begin with the same
//   Unsupported   an operator that cannot be trained
Result<FitResult> fit(const graph::Graph& graph, const FitData& data, const FitSettings& settings,
                      Objective& objective, const FitWatcher& watcher,
                      const std::filesystem::path& checkpoint_file, ThreadPool& pool, ranks::Ranks& ranks);

}  // namespace tinsmith::train
