// train/time_budget.h — the time that a fit takes: estimates of a step and an epoch, and how many epochs of
// how many pictures fit into a time limit.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "ranks/ranks.h"
#include "train/record.h"

namespace tinsmith::train {

// All times are those of the first rank, so that all ranks decide alike. `elapsed_s` is the time since the
// fit began, including the processes that were interrupted.
class TimeBudget {
 public:
  // `time_limit_s`: 0 means no limit. `epochs`: max number of epochs. `ranks` must outlive this object.
  TimeBudget(double time_limit_s, std::int32_t epochs, std::int32_t batch, ranks::Ranks& ranks)
      : time_limit_s_(time_limit_s), epochs_(epochs), batch_(batch), ranks_(ranks) {}

  bool has_limit() const { return time_limit_s_ > 0; }
  // Returns these seconds as a fraction of the time limit; 0 without a limit.
  double fraction_of_limit(double seconds) const { return has_limit() ? seconds / time_limit_s_ : 0; }
  bool is_over(double elapsed_s) const { return has_limit() && ranks_.first_of(elapsed_s) > time_limit_s_; }

  // Returns how many epochs are still to be trained; `records` are the completed ones.
  std::int32_t epochs_left(const std::vector<EpochRecord>& records, double elapsed_s) const;

  // Call after every step of an epoch; the first step is 0. Returns the seconds per step once, after a few
  // steps were measured.
  std::optional<double> measured_step_s(std::int64_t step);
  // Estimates the seconds of an epoch, including its validation, from the seconds of a training step.
  double epoch_s(double step_s, std::int64_t train_pictures, std::int64_t validation_pictures) const;

  // Returns the number of pictures with which an epoch takes at most a tenth of the time limit, but not fewer
  // than the steps that are already done; nothing if `pictures`, the planned number, is small enough.
  std::optional<std::int64_t> shortened_epoch(double step_s, std::int64_t steps_done,
                                              std::int64_t pictures) const;
  // Returns the number of pictures per epoch with which a few hundred epochs use up the time limit: an epoch
  // then shows each of the `pictures` several times. Nothing: showing each once is enough.
  std::optional<std::int64_t> lengthened_epoch(const std::vector<EpochRecord>& records, double elapsed_s,
                                               std::int64_t pictures) const;

 private:
  double time_limit_s_;
  std::int32_t epochs_, batch_;
  ranks::Ranks& ranks_;
  std::chrono::steady_clock::time_point measured_from_;
};

}  // namespace tinsmith::train
