// train/average.h — the exponential moving average of what is trained: steadier than the last step's values.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tinsmith::train {

// average ← d · average + (1 − d) · values, where d climbs with the steps, min(decay, (1 + step) / (10 +
// step)), so that short runs are not held back by where they started (TensorFlow, ExponentialMovingAverage's
// num_updates).
class MovingAverage {
 public:
  explicit MovingAverage(double decay) : decay_(decay) {}
  void update(std::span<const float> values);  // the first call copies

  std::span<const float> values() const { return values_; }
  std::int64_t steps() const { return steps_; }
  void set(std::vector<float> values, std::int64_t steps) {
    values_ = std::move(values);
    steps_ = steps;
  }

 private:
  double decay_;
  std::vector<float> values_;
  std::int64_t steps_ = 0;
};

}  // namespace tinsmith::train
