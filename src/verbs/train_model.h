// verbs/train_model.h — runs a training from data set to finished run folder.
//
// The steps are: split, train, quantize, measure, report. A run folder holds config.json, split.json,
// log.jsonl, checkpoint/, model.float.tflite, model.int8.tflite, labels.txt, report.json and report.html.
// Each file is written atomically.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "train/fit.h"
#include "verbs/train_config.h"

namespace tinsmith::verbs {

// Callbacks that report progress to the caller. They run on the thread that called `train_model`.
struct TrainWatcher {
  std::function<void(const std::string&)> say = [](const std::string&) {
  };  // a sentence about what was found or is starting
  std::function<void(const train::FitWatcher::Step&)> step = [](const auto&) {};
  // `epochs`: the number planned for the whole training; 0: limited by time only.
  std::function<void(const train::EpochRecord&, std::int32_t epochs, std::string_view metric_name)> epoch =
      [](const auto&, auto, auto) {};
  std::function<bool()> should_stop = [] { return false; };
  // Requests to end the training now and make the model of the best epoch so far.
  std::function<bool()> should_finish = [] { return false; };
};

struct TrainOutcome {
  std::string verdict;     // the headline of the report
  std::string standing;    // of the verdict: report::name_of(Standing)
  std::string float_line;  // "accuracy 97.3 % (95.1–98.6) on 310 test pictures"
  std::string int8_line;
  std::filesystem::path report;  // empty: another process of the run reports the result
};

// Trains and writes the run to the folder `out`. With `resume`, continues the run in `out`, whose config.json
// then overrides `config`; without, `out` must not hold a run yet. Processes started together by mpirun share
// the work; one of them writes the files and reports progress.
//   Cancelled  a stop was requested: the state is saved, call again with `resume`
//   Conflict   `out` already holds a run (without `resume`), or holds none (with it)
Result<TrainOutcome> train_model(TrainConfig config, const std::filesystem::path& out, bool resume,
                                 const TrainWatcher& watcher);

}  // namespace tinsmith::verbs
