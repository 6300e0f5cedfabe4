#include "train/average.h"

#include <algorithm>

namespace tinsmith::train {

void MovingAverage::update(std::span<const float> values) {
  const auto step = static_cast<double>(steps_++);
  if (values_.size() != values.size()) {
    values_.assign(values.begin(), values.end());
    return;
  }
  const auto decay = static_cast<float>(std::min(decay_, (1 + step) / (10 + step)));
  for (std::size_t i = 0; i < values.size(); ++i) values_[i] += (1 - decay) * (values[i] - values_[i]);
}

}  // namespace tinsmith::train
