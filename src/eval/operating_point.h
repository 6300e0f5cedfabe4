// eval/operating_point.h — results of a model if predictions below one threshold do not count.
//
// All values that are shown for a model in use come from one of these, so that no two of them
// contradict each other:
//
//   truths  = sum of the rows' supports = sum of the matrix without the background's row
//   answers = sum of the rows' answers  = sum of the matrix without the last column
//   hits    = the matrix's diagonal     = sum of found_by_size
//   truths  = hits + taken for another class + missed (boxes: the error kinds Class and Missed)
//   answers = hits + taken for another class + the other kinds of wrong answers
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "eval/confusion.h"
#include "eval/interval.h"

namespace tinsmith::eval {

struct ClassAnswers;

inline constexpr std::size_t kBoxErrorKinds = 5;  // box_errors.h

struct OperatingPoint {
  double threshold = 0;
  std::int64_t truths = 0, answers = 0, hits = 0;  // pictures for a classifier, else objects
  // Hits / answers and hits / truths; absent if the divisor is 0.
  std::optional<Estimate> precision, recall;
  double f1 = 0;  // 2 · hits / (truths + answers); 0 if both are 0
  // Classes, then one more row and column: the last column counts ground truth without a prediction (the
  // classifier was unsure, an object was missed), the last row predictions without ground truth.
  Confusion confusion;
  std::vector<ClassScore> by_class;
  // For boxes only:
  std::array<std::int64_t, kBoxErrorKinds> errors{};  // by BoxErrorKind
  std::vector<std::int64_t> found_by_size;            // one per slice of box_sizes.h
};

// Computes the point from a matrix of classes and one more row and column.
OperatingPoint operating_point(double threshold, Confusion confusion);

// Returns 0.01, 0.02 … 0.99: the thresholds that can be chosen.
std::vector<double> choosable_thresholds();

// Points of a classifier, starting with threshold 0, at which it always predicts a class.
std::vector<OperatingPoint> operating_points(const ClassAnswers& answers);

// Returns the threshold with the max F1; if several have it, the middle of the longest run of equal ones.
// Absent if no prediction is ever correct; use scene::kDefaultThreshold then.
std::optional<double> best_balance(std::span<const OperatingPoint> points);

// Returns the point with this threshold, or the first point with a higher one, which must exist (CHECK).
const OperatingPoint& point_at(std::span<const OperatingPoint> points, double threshold);

}  // namespace tinsmith::eval
