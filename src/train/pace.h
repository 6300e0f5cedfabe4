// train/pace.h — how long a fit takes: what a step costs, and how many epochs a time limit leaves.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "ranks/ranks.h"
#include "train/record.h"

namespace tinsmith::train {

class Pace {
 public:
  // Time is that of the first rank. `time_limit_s`: 0 means none. `ranks` must outlive it.
  Pace(double time_limit_s, std::int32_t epochs, std::int32_t batch, ranks::Ranks& ranks)
      : time_limit_s_(time_limit_s), epochs_(epochs), batch_(batch), ranks_(ranks) {}

  bool has_limit() const { return time_limit_s_ > 0; }
  // Part of the time limit that is over; 0 without one.
  double part_over(double elapsed_s) const { return has_limit() ? elapsed_s / time_limit_s_ : 0; }
  bool is_over(double elapsed_s) const { return has_limit() && ranks_.first_of(elapsed_s) > time_limit_s_; }
  // Whether a fit that ended after so long ended because of the limit.
  bool has_reached(double elapsed_s) const;

  std::int32_t epochs_left(const std::vector<EpochRecord>& records, double elapsed_s) const;

  // To be told of every step of a pass; the first is 0. Answers the seconds of a step, once, when a few were
  // measured.
  std::optional<double> after_step(std::int64_t step);
  // Pictures for a pass, so that it takes a tenth of the time limit at most; nothing: all.
  std::optional<std::int64_t> shortened_pass(double step_s, std::int64_t steps_done,
                                             std::int64_t pictures) const;
  // So that a few hundred passes fill the time limit: a pass over few pictures shows them several times.
  // Nothing: as they are.
  std::optional<std::int64_t> lengthened_pass(const std::vector<EpochRecord>& records, double elapsed_s,
                                              std::int64_t pictures) const;

 private:
  double time_limit_s_;
  std::int32_t epochs_, batch_;
  ranks::Ranks& ranks_;
  std::chrono::steady_clock::time_point measured_from_;
};

}  // namespace tinsmith::train
