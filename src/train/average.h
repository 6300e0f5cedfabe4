// train/average.h — exponential moving average of the trained values, which is steadier than the values after
// the last step.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tinsmith::train {

// average ← d · average + (1 − d) · values. d grows with the number of steps: d = min(decay,
// (1 + step) / (10 + step)), so that the initial weights do not hold back a short run (TensorFlow,
// `num_updates` of ExponentialMovingAverage).
class MovingAverage {
 public:
  explicit MovingAverage(double decay) : decay_(decay) {}
  void update(std::span<const float> values);  // the first call copies the values

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
