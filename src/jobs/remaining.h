// jobs/remaining.h — how long something will still take, judged by how fast it went so far.
#pragma once

#include <optional>

namespace tinsmith::jobs {

// Work that resumes begins anywhere, goes in leaps (an epoch at a time), and changes its speed: the rate is
// smoothed over about the last half minute. Times are seconds on any clock that only goes forward.
class RemainingTime {
 public:
  // The work is `done` (0 … 1) at `now_s`. Less than before begins anew.
  void see(double done, double now_s);
  // Nothing before it has moved on for long enough to judge.
  std::optional<double> seconds_left(double now_s) const;

 private:
  bool has_begun_ = false;
  double begun_done_ = 0, begun_s_ = 0;
  double last_done_ = 0, last_s_ = 0;
  double rate_ = 0;  // of the whole per second
};

}  // namespace tinsmith::jobs
