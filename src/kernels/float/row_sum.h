// kernels/float/row_sum.h — one output row of a depthwise convolution.
//
// Collects taps and sums as many of them at a time as fit into the registers.
#pragma once

#include <algorithm>

#include "kernels/float/taps.h"
#include "kernels/float/transform.h"

namespace tinsmith::kernels {

class RowSum {
 public:
  explicit RowSum(const TapRow& row) : row_(row), activation_(row.activation) { row_.activation = {}; }

  void add(const float* from, const float* weights) {
    if (row_.taps.count == kMaxTaps) flush();
    const auto tap = static_cast<std::size_t>(row_.taps.count++);
    row_.taps.from[tap] = from;
    row_.taps.weights[tap] = weights;
  }

  void finish() {
    if (!begun_) row_.activation = activation_;
    if (row_.taps.count > 0)
      flush();
    else if (!row_.adds)
      clear();
    if (begun_ > 1 && !activation_.is_none())
      for (std::int64_t pixel = 0; pixel < row_.taps.pixels; ++pixel)
        transform_values({.activation = activation_}, row_.to + pixel * row_.to_step, 1, row_.taps.channels,
                         row_.to + pixel * row_.to_step);
  }

 private:
  void flush() {
    sum_taps(row_);
    row_.taps.count = 0;
    row_.adds = true;
    row_.bias = nullptr;
    ++begun_;
  }
  // Writes the result of a sum without taps.
  void clear() {
    for (std::int64_t pixel = 0; pixel < row_.taps.pixels; ++pixel) {
      float* to = row_.to + pixel * row_.to_step;
      if (row_.bias != nullptr)
        transform_values({.activation = row_.activation}, row_.bias, 1, row_.taps.channels, to);
      else
        std::fill_n(to, row_.taps.channels, 0.0f);
    }
  }

  TapRow row_;
  Activation activation_;
  int begun_ = 0;
};

}  // namespace tinsmith::kernels
