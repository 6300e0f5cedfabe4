// train/boxes/row.h — one row of a detector's raw output, and functions that all box losses use.
#pragma once

#include <array>
#include <cmath>

#include "scene/box_grid.h"

namespace tinsmith::train {

// The position of a row. `offset` is the index of its first channel in the values of its level, which hold
// the whole batch.
struct Row {
  std::int32_t level = 0, anchor = 0, x = 0, y = 0;
  std::int64_t offset = 0;
};

// Returns the row of picture `picture`.
Row row_at(const scene::BoxGrid& grid, std::int64_t picture, std::int32_t level, std::int32_t anchor,
           std::int32_t x, std::int32_t y);

inline double logistic(double x) {
  return 1 / (1 + std::exp(-x));
}

// Binary cross entropy of a logit against a target in 0 … 1. Its derivative is logistic(logit) − target.
inline double cross_entropy(double logit, double target) {
  return std::max(logit, 0.0) - logit * target + std::log1p(std::exp(-std::abs(logit)));
}

// Derivatives of (centre x, centre y, width, height), each with respect to its own logit, the first four
// logits of the row.
std::array<double, 4> box_slopes(const float* raw, const scene::BoxGrid& grid, const Row& row);

}  // namespace tinsmith::train
