#include "train/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tinsmith::train {
namespace {

struct ScheduleRow {
  ScheduleKind kind;
  std::string_view name;
};
constexpr ScheduleRow kSchedules[] = {
    {ScheduleKind::Constant, "constant"},
    {ScheduleKind::Cosine, "cosine"},
    {ScheduleKind::Linear, "linear"},
    {ScheduleKind::Step, "step"},
};

}  // namespace

std::string_view name_of(ScheduleKind kind) {
  return kSchedules[static_cast<std::size_t>(kind)].name;
}

Result<ScheduleKind> schedule_from_name(std::string_view name) {
  for (const ScheduleRow& row : kSchedules)
    if (row.name == name) return row.kind;
  return fail(Fault::Usage, "there is no schedule '{}'; there are constant, cosine, linear and step", name);
}

double rate_factor(const ScheduleSettings& settings, double progress) {
  progress = std::clamp(progress, 0.0, 1.0);
  if (progress < settings.warm_up) return progress / settings.warm_up;
  const double after = settings.warm_up < 1 ? (progress - settings.warm_up) / (1 - settings.warm_up) : 1;
  const double range = 1 - settings.final_factor;
  switch (settings.kind) {
    case ScheduleKind::Constant:
      return 1;
    case ScheduleKind::Cosine:
      return settings.final_factor + range * 0.5 * (1 + std::cos(std::numbers::pi * after));
    case ScheduleKind::Linear:
      return settings.final_factor + range * (1 - after);
    case ScheduleKind::Step: {
      double factor = 1;
      for (const double step : settings.steps)
        if (progress >= step) factor *= settings.step_factor;
      return factor;
    }
  }
  CHECK(false, "schedule {}", static_cast<int>(settings.kind));
}

std::optional<std::string> EarlyStop::after_epoch(double training_loss, double validation_metric) {
  losses_.push_back(training_loss);
  if (validation_metric >= best_metric_ + settings_.min_gain || best_metric_ < 0) {
    best_metric_ = validation_metric;
    epochs_since_best_ = 0;
  } else {
    ++epochs_since_best_;
  }
  if (settings_.patience_epochs > 0 && epochs_since_best_ >= settings_.patience_epochs)
    return fmt::format("the validation metric has not improved for {} epochs", epochs_since_best_);
  const auto window = static_cast<std::size_t>(std::max(settings_.stable_epochs, 0));
  if (window > 0 && losses_.size() > window) {
    const auto [low, high] =
        std::minmax_element(losses_.end() - static_cast<std::ptrdiff_t>(window) - 1, losses_.end());
    if (*high - *low < settings_.stable_change)
      return fmt::format("the training loss has changed by less than {} over {} epochs",
                         settings_.stable_change, window);
  }
  return std::nullopt;
}

}  // namespace tinsmith::train
