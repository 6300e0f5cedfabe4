// train/schedule.h — how the learning rate moves over a run, and when a run has learned what it will.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tinsmith::train {

enum class ScheduleKind : std::uint8_t { Constant, Cosine, Linear, Step };
std::string_view name_of(ScheduleKind kind);
Result<ScheduleKind> schedule_from_name(std::string_view name);

struct ScheduleSettings {
  ScheduleKind kind = ScheduleKind::Cosine;
  double warm_up = 0.05;       // this part of the run the rate climbs from 0, along a line
  double final_factor = 0.01;  // of the rate, at the end of cosine and linear
  // Step: after each of these parts of the run the rate is multiplied by `step_factor`.
  std::vector<double> steps{0.6, 0.85};
  double step_factor = 0.1;
};

// What the learning rate is multiplied by when `progress` (0 … 1) of the run is behind.
double rate_factor(const ScheduleSettings& settings, double progress);

struct EarlyStopSettings {
  // Plateau: stop when the validation metric has not risen by `least_gain` for so many epochs. 0: never.
  std::int32_t patience_epochs = 0;
  double least_gain = 1e-4;
  // The rule of the first browser trainers for boards: stop when the training loss has moved by less than
  // `stable_change` over so many epochs in a row. 0: never.
  std::int32_t stable_epochs = 0;
  double stable_change = 0.05;
};

// Told of each epoch in turn; answers why the run should stop, once it should. A value: its history can be
// replayed.
class EarlyStop {
 public:
  explicit EarlyStop(const EarlyStopSettings& settings) : settings_(settings) {}
  std::optional<std::string> after_epoch(double training_loss, double validation_metric);

 private:
  EarlyStopSettings settings_;
  std::vector<double> losses_;
  double best_metric_ = -1;
  std::int32_t epochs_since_best_ = 0;
};

}  // namespace tinsmith::train
