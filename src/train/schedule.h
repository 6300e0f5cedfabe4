// train/schedule.h — learning-rate schedule and early stopping.
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
  double warm_up = 0.05;       // fraction of the run in which the rate rises linearly from 0
  double final_factor = 0.01;  // factor at the end of cosine and linear schedules
  // Step schedule: at each of these fractions of the run the rate is multiplied by `step_factor`.
  std::vector<double> steps{0.6, 0.85};
  double step_factor = 0.1;
};

// Returns the factor of the learning rate at `progress` (0 … 1), the fraction of the run that is done.
double rate_factor(const ScheduleSettings& settings, double progress);

struct EarlyStopSettings {
  // Plateau: stops if the validation metric has not risen above its best value by at least `min_gain` for
  // this many epochs. 0: never.
  std::int32_t patience_epochs = 0;
  double min_gain = 1e-4;
  // Stops if the training loss stays within a band narrower than `stable_change` over this many successive
  // epochs. The first browser-based trainers for boards use this rule. 0: never.
  std::int32_t stable_epochs = 0;
  double stable_change = 0.05;
};

// Call `after_epoch` for each epoch in turn; it returns the reason once the run should stop. This is a plain
// value: its history can be replayed.
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
