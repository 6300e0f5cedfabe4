#include "verbs/training_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/counted.h"
#include "verbs/starting_weights.h"
#include "zoo/zoo.h"

namespace tinsmith::verbs {
namespace {

// Min number of optimizer steps: few pictures give few steps per epoch, and progress depends on the number of
// steps. docs/training.md has what half as many reach.
constexpr std::int64_t kMinSteps = 2400;
constexpr std::int32_t kMaxPlannedEpochs = 600;

std::int64_t steps_per_epoch(std::int64_t pictures, std::int32_t batch) {
  return std::max<std::int64_t>(1, (pictures + batch - 1) / batch);
}

}  // namespace

std::int32_t planned_epochs(std::int64_t pictures, std::int32_t batch) {
  const std::int64_t per_epoch = steps_per_epoch(pictures, batch);
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>((kMinSteps + per_epoch - 1) / per_epoch, kUsualEpochs, kMaxPlannedEpochs));
}

TrainConfig with_planned_length(TrainConfig config, std::int64_t pictures) {
  constexpr double kPatience_fraction = 0.3;
  if (config.epochs > 0 || config.time_limit_s > 0) return config;
  config.epochs = planned_epochs(pictures, config.batch);
  const auto network = zoo::find_network(config.model);
  const bool improves_early =
      network && (*network)->task == scene::Task::Classification && config.from == kShippedWeights;
  if (config.patience_epochs == 0 && improves_early)
    config.patience_epochs = static_cast<std::int32_t>(std::lround(kPatience_fraction * config.epochs));
  return config;
}

std::string size_advice(const TrainConfig& config) {
  constexpr std::string_view kForSmallInputs = "tinsmith-small";
  const auto network = zoo::find_network(config.model);
  if (!network || (*network)->task != scene::Task::Classification) return {};
  const std::int32_t min_size = 2 * (*network)->stride;
  if (config.size >= min_size) return {};
  return fmt::format(
      "At {} × {} pixels the last grid of {} has one cell, so it can hardly learn: choose at least {} "
      "pixels, or for "
      "small inputs use --model {}.",
      config.size, config.size, config.model, min_size, kForSmallInputs);
}

TrainingPlan plan_of(const TrainConfig& config, std::int64_t pictures) {
  TrainingPlan plan{config.model, config.size, pictures, config.batch, 0, config.time_limit_s};
  const TrainConfig with_epochs = with_planned_length(config, pictures);
  plan.patience = with_epochs.patience_epochs;
  if (with_epochs.epochs == 0) return plan;
  plan.epochs = epochs_of_phase(with_epochs, TrainingPhase::Float);
  if (config.quantization_aware > 0) plan.epochs += epochs_of_phase(with_epochs, TrainingPhase::Int8);
  return plan;
}

std::string TrainingPlan::sentence() const {
  const std::string learned_from = counted(pictures, "picture", "pictures");
  if (epochs == 0)
    return fmt::format("{0} at {1} × {1} pixels trains on {2}, for {3} in total.", network, size,
                       learned_from,
                       time_limit_s < 120 ? counted(std::lround(time_limit_s), "second", "seconds")
                                          : counted(std::lround(time_limit_s / 60), "minute", "minutes"));
  const std::string early = patience > 0 ? fmt::format(", or until validation has not improved for {}",
                                                       counted(patience, "epoch", "epochs"))
                                         : "";
  return fmt::format("{0} at {1} × {1} pixels trains on {2}: {3}, {4} of up to {5}{6}{7}.", network, size,
                     learned_from, counted(epochs, "epoch", "epochs"),
                     counted(epochs * steps_per_epoch(pictures, batch), "step", "steps"),
                     counted(batch, "picture", "pictures"),
                     time_limit_s > 0 ? fmt::format(", or {:.0f} seconds", time_limit_s) : "", early);
}

std::string rough_time(double seconds) {
  const long minutes = std::lround(seconds / 60);
  if (minutes < 1) return "a minute or less";
  if (minutes < 120) return "about " + counted(minutes, "minute", "minutes");
  return "about " + counted(std::lround(seconds / 3600), "hour", "hours");
}

std::string epoch_of(std::int32_t epoch, std::int32_t epochs) {
  return epochs > 0 ? fmt::format("{:>3} of {}", epoch, epochs) : fmt::format("{:>3}", epoch);
}

std::string epoch_line(const train::EpochRecord& record, std::int32_t epochs, std::string_view metric_name) {
  return fmt::format("epoch {}  loss {:.4f}  validation {} {:.4f}  {:.0f} pictures/s{}",
                     epoch_of(record.epoch, epochs), record.train_loss, metric_name, record.validation_metric,
                     record.images_per_second, record.is_best ? "  best" : "");
}

}  // namespace tinsmith::verbs
