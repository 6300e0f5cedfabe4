// devices/deadline.h — a moment until which is waited for a board, in the milliseconds that links count in.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace tinsmith::devices {

class Deadline {
 public:
  explicit Deadline(double duration_ms)
      : end_(Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                std::chrono::duration<double, std::milli>(duration_ms))) {}

  bool has_passed() const { return Clock::now() >= end_; }
  // Rounded up; 0 when it has passed.
  std::int32_t left_ms() const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
    return static_cast<std::int32_t>(std::max<std::int64_t>(left, 0));
  }

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point end_;
};

}  // namespace tinsmith::devices
