// train/pace.h — estimates the duration of a fit: the time of a step, and the number of epochs within
// a time limit.
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
  // All times are those of the first rank. `time_limit_s`: 0 means no limit. `ranks` must
  // outlive this object.
  Pace(double time_limit_s, std::int32_t epochs, std::int32_t batch, ranks::Ranks& ranks)
      : time_limit_s_(time_limit_s), epochs_(epochs), batch_(batch), ranks_(ranks) {}

  bool has_limit() const { return time_limit_s_ > 0; }
  // Elapsed fraction of the time limit; 0 without a limit.
  double fraction_over(double elapsed_s) const { return has_limit() ? elapsed_s / time_limit_s_ : 0; }
  bool is_over(double elapsed_s) const { return has_limit() && ranks_.first_of(elapsed_s) > time_limit_s_; }
  // Whether a fit that ended after this time ended because of the limit.
  bool has_reached(double elapsed_s) const;

  std::int32_t epochs_left(const std::vector<EpochRecord>& records, double elapsed_s) const;

  // Call after every step of a pass; the first step is 0. Returns the seconds per step once, after a few
  // steps were measured.
  std::optional<double> after_step(std::int64_t step);
  // Returns the number of pictures with which a pass takes at most a tenth of the time limit;
  // nothing: all pictures.
  std::optional<std::int64_t> shortened_pass(double step_s, std::int64_t steps_done,
                                             std::int64_t pictures) const;
  // Returns the number of pictures per pass with which a few hundred passes fill the time limit: a pass over
  // few pictures shows them several times. Nothing: no change.
  std::optional<std::int64_t> lengthened_pass(const std::vector<EpochRecord>& records, double elapsed_s,
                                              std::int64_t pictures) const;

 private:
  double time_limit_s_;
  std::int32_t epochs_, batch_;
  ranks::Ranks& ranks_;
  std::chrono::steady_clock::time_point measured_from_;
};

}  // namespace tinsmith::train
