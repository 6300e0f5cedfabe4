#include "train/pace.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::train {
namespace {

using Clock = std::chrono::steady_clock;

// Max fraction of the time limit for one pass; a longer pass is shortened to fewer pictures.
constexpr double kMaxPass_part = 0.1;
// Max number of passes. A validation and a checkpoint follow every pass; with more passes they would take
// most of the time.
constexpr std::int32_t kMaxPasses = 300;
// Number of steps that are measured, after the same number to warm up.
constexpr std::int64_t kMeasuredSteps = 4;
// Number of last epochs from which the duration of the next one is estimated.
constexpr std::size_t kLastEpochs = 5;

// Median duration of the last epochs, so that one slow epoch does not change the schedule.
double epoch_s(const std::vector<EpochRecord>& records) {
  std::vector<double> seconds;
  for (std::size_t i = records.size() - std::min(kLastEpochs, records.size()); i < records.size(); ++i)
    seconds.push_back(records[i].seconds);
  std::nth_element(seconds.begin(), seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2),
                   seconds.end());
  return seconds[seconds.size() / 2];
}

}  // namespace

bool Pace::has_reached(double elapsed_s) const {
  return has_limit() && elapsed_s >= time_limit_s_ * (1 - kMaxPass_part);
}

std::int32_t Pace::epochs_left(const std::vector<EpochRecord>& records, double elapsed_s) const {
  const std::int32_t by_count = epochs_ - static_cast<std::int32_t>(records.size());
  if (!has_limit() || records.empty()) return by_count;
  const double left_s = time_limit_s_ - ranks_.first_of(elapsed_s);
  return static_cast<std::int32_t>(std::min<double>(by_count, left_s / epoch_s(records)));
}

std::optional<double> Pace::after_step(std::int64_t step) {
  if (step == kMeasuredSteps) measured_from_ = Clock::now();
  if (step != 2 * kMeasuredSteps) return std::nullopt;
  const double seconds = std::chrono::duration<double>(Clock::now() - measured_from_).count();
  return ranks_.first_of(seconds) / static_cast<double>(kMeasuredSteps);
}

std::optional<std::int64_t> Pace::shortened_pass(double step_s, std::int64_t steps_done,
                                                 std::int64_t pictures) const {
  if (!has_limit()) return std::nullopt;
  const auto steps = static_cast<std::int64_t>(time_limit_s_ * kMaxPass_part / step_s);
  const std::int64_t wanted = std::max(steps, steps_done) * batch_;
  return wanted < pictures ? std::optional(wanted) : std::nullopt;
}

std::optional<std::int64_t> Pace::lengthened_pass(const std::vector<EpochRecord>& records, double elapsed_s,
                                                  std::int64_t pictures) const {
  if (!has_limit() || records.empty()) return std::nullopt;
  const double passes_left = (time_limit_s_ - ranks_.first_of(elapsed_s)) / epoch_s(records);
  const auto rounds = static_cast<std::int64_t>(std::ceil(passes_left / kMaxPasses));
  return rounds > 1 ? std::optional(rounds * pictures) : std::nullopt;
}

}  // namespace tinsmith::train
