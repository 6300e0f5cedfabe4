#include "train/time_budget.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::train {
namespace {

using Clock = std::chrono::steady_clock;

// Max fraction of the time limit for one epoch; a longer epoch is shortened to fewer pictures.
constexpr double kMaxEpochFraction = 0.1;
// Max number of epochs within a time limit. A validation and a checkpoint follow every epoch; with more
// epochs they would take most of the time.
constexpr std::int32_t kMaxEpochsInLimit = 300;
// Number of steps that are measured, after the same number to warm up.
constexpr std::int64_t kMeasuredSteps = 4;
// Number of last epochs from which the duration of the next one is estimated.
constexpr std::size_t kLastEpochs = 5;
// Duration of a validation step relative to a training step: it has only a forward pass.
constexpr double kValidationStepFraction = 0.35;

// Median duration of the last epochs, so that one slow epoch does not change the schedule.
double usual_epoch_s(const std::vector<EpochRecord>& records) {
  std::vector<double> seconds;
  for (std::size_t i = records.size() - std::min(kLastEpochs, records.size()); i < records.size(); ++i)
    seconds.push_back(records[i].seconds);
  std::nth_element(seconds.begin(), seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2),
                   seconds.end());
  return seconds[seconds.size() / 2];
}

}  // namespace

std::int32_t TimeBudget::epochs_left(const std::vector<EpochRecord>& records, double elapsed_s) const {
  const std::int32_t by_count = epochs_ - static_cast<std::int32_t>(records.size());
  if (!has_limit() || records.empty()) return by_count;
  const double left_s = time_limit_s_ - ranks_.first_of(elapsed_s);
  return static_cast<std::int32_t>(std::min<double>(by_count, left_s / usual_epoch_s(records)));
}

std::optional<double> TimeBudget::measured_step_s(std::int64_t step) {
  if (step == kMeasuredSteps) measured_from_ = Clock::now();
  if (step != 2 * kMeasuredSteps) return std::nullopt;
  const double seconds = std::chrono::duration<double>(Clock::now() - measured_from_).count();
  return ranks_.first_of(seconds) / static_cast<double>(kMeasuredSteps);
}

double TimeBudget::epoch_s(double step_s, std::int64_t train_pictures,
                           std::int64_t validation_pictures) const {
  const auto steps = [&](std::int64_t pictures) {
    return static_cast<double>((pictures + batch_ - 1) / batch_);
  };
  return step_s * (steps(train_pictures) + kValidationStepFraction * steps(validation_pictures));
}

std::optional<std::int64_t> TimeBudget::shortened_epoch(double step_s, std::int64_t steps_done,
                                                        std::int64_t pictures) const {
  if (!has_limit()) return std::nullopt;
  const auto steps = static_cast<std::int64_t>(time_limit_s_ * kMaxEpochFraction / step_s);
  const std::int64_t fewer = std::max(steps, steps_done) * batch_;
  return fewer < pictures ? std::optional(fewer) : std::nullopt;
}

std::optional<std::int64_t> TimeBudget::lengthened_epoch(const std::vector<EpochRecord>& records,
                                                         double elapsed_s, std::int64_t pictures) const {
  if (!has_limit() || records.empty()) return std::nullopt;
  const double epochs_left = (time_limit_s_ - ranks_.first_of(elapsed_s)) / usual_epoch_s(records);
  const auto repetitions = static_cast<std::int64_t>(std::ceil(epochs_left / kMaxEpochsInLimit));
  return repetitions > 1 ? std::optional(repetitions * pictures) : std::nullopt;
}

}  // namespace tinsmith::train
