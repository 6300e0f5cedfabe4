// studio/train_model.h — from a data set to a finished run folder: split, train, quantize, measure, report.
//
// A run folder holds config.json, split.json, log.jsonl, checkpoint/, model.float.tflite, model.int8.tflite,
// labels.txt, report.json and report.html. Each file appears whole or not at all.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "studio/train_config.h"
#include "train/fit.h"

namespace tinsmith::studio {

// How whoever waits is told. Called from the thread that called `train_model`.
struct TrainWatcher {
  std::function<void(const std::string&)> say = [](const std::string&) {
  };  // a sentence about what was found or begins
  std::function<void(const train::FitWatcher::Step&)> step = [](const auto&) {};
  // `epochs`: planned for the whole training; 0: as many as the time limit allows.
  std::function<void(const train::EpochRecord&, std::int32_t epochs, std::string_view metric_name)> epoch =
      [](const auto&, auto, auto) {};
  std::function<bool()> should_stop = [] { return false; };
  // To end the training now and make the model of the best epoch so far.
  std::function<bool()> should_finish = [] { return false; };
};

struct TrainOutcome {
  std::string verdict;     // what the report says first
  std::string float_line;  // "accuracy 97.3 % (95.1–98.6) on 310 test pictures"
  std::string int8_line;
  std::filesystem::path report;  // none: another process of the run tells how it ended
};

// Trains into the folder `out`. `resume`: go on with the run that is there, whose config.json then counts;
// else `out` must not hold a run yet.
// Processes started together by mpirun share the work, and one of them writes and tells.
//   Cancelled  asked to stop: the state is saved, call again with `resume`
//   Conflict   `out` holds a run already (without `resume`), or none (with)
Result<TrainOutcome> train_model(TrainConfig config, const std::filesystem::path& out, bool resume,
                                 const TrainWatcher& watcher);

}  // namespace tinsmith::studio
