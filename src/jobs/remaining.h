// jobs/remaining.h — estimates the remaining time of work from its speed so far.
#pragma once

#include <optional>

namespace tinsmith::jobs {

// Resumed work starts at any fraction, progresses in jumps (an epoch at a time) and changes its speed, so the
// rate is smoothed over about the last 30 seconds. Times are seconds of any monotonic clock.
class RemainingTime {
 public:
  // Records that the fraction `done` (0 … 1) is complete at `now_s`. A smaller fraction
  // than before restarts the estimate.
  void see(double done, double now_s);
  // Returns nullopt until there was enough progress to estimate.
  std::optional<double> seconds_left(double now_s) const;

 private:
  bool has_begun_ = false;
  double begun_done_ = 0, begun_s_ = 0;
  double last_done_ = 0, last_s_ = 0;
  double rate_ = 0;  // fraction of the work per second
};

}  // namespace tinsmith::jobs
