// eval/operating_point.h — what a model does when answers that are less sure than one threshold do not count.
//
// Everything that is shown of a model in use is read out of one of these, so that no two figures contradict
// each other:
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
  std::int64_t truths = 0, answers = 0, hits = 0;  // pictures of a classifier, objects otherwise
  std::optional<Estimate> precision, recall;       // hits of the answers, of the truths; absent without them
  double f1 = 0;                                   // 2 · hits / (truths + answers); 0 without both
  // Classes, then what is no class: the last column counts truths without an answer (a classifier was unsure,
  // an object was missed), the last row answers without a truth.
  Confusion confusion;
  std::vector<ClassScore> by_class;
  // Of boxes only.
  std::array<std::int64_t, kBoxErrorKinds> errors{};  // by BoxErrorKind
  std::vector<std::int64_t> found_by_size;            // one for each of the slices of box_sizes.h
};

// From a matrix of classes and one more row and column.
OperatingPoint operating_point(double threshold, Confusion confusion);

// 0.01, 0.02 … 0.99: the thresholds that can be chosen.
std::vector<double> choosable_thresholds();

// A classifier's, from 0 (it always answers) on.
std::vector<OperatingPoint> operating_points(const ClassAnswers& answers);

// What is used where no balance can be found, since nothing is ever right.
inline constexpr double kMiddleThreshold = 0.5;

// The threshold of the greatest F1; of the longest run of equal ones, the middle. Absent where nothing is
// ever right.
std::optional<double> best_balance(std::span<const OperatingPoint> points);

// The point of this threshold; the first one of a higher threshold where it is not among them (CHECK: there
// is one).
const OperatingPoint& point_at(std::span<const OperatingPoint> points, double threshold);

}  // namespace tinsmith::eval
