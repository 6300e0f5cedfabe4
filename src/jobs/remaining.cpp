#include "jobs/remaining.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::jobs {
namespace {

constexpr double kMemory_s = 30;
constexpr double kJudgedAfter_s = 2;

}  // namespace

void RemainingTime::see(double done, double now_s) {
  if (!has_begun_ || done < last_done_) {
    *this = RemainingTime();
    has_begun_ = true;
    begun_done_ = last_done_ = done;
    begun_s_ = last_s_ = now_s;
    return;
  }
  const double passed_s = now_s - last_s_;
  if (done == last_done_ || passed_s <= 0) return;
  const double rate = (done - last_done_) / passed_s;
  // Until kMemory_s have passed, this gives the plain average since the start.
  const double weight = std::max(1 - std::exp(-passed_s / kMemory_s), passed_s / (now_s - begun_s_));
  rate_ += weight * (rate - rate_);
  last_done_ = done;
  last_s_ = now_s;
}

std::optional<double> RemainingTime::seconds_left(double now_s) const {
  if (!has_begun_ || rate_ <= 0 || now_s - begun_s_ < kJudgedAfter_s) return std::nullopt;
  return std::max(0.0, (1 - last_done_) / rate_ - (now_s - last_s_));
}

}  // namespace tinsmith::jobs
