// eval/confusion.h — how often which class was taken for which.
#pragma once

#include <optional>
#include <vector>

#include "eval/interval.h"
#include "scene/scene.h"

namespace tinsmith::eval {

// Counts, rows by truth and columns by answer. For centroids the last row and column are the background: an
// object nobody found, a find where nothing was.
class Confusion {
 public:
  Confusion() = default;
  explicit Confusion(std::int32_t size) : size_(size), counts_(checked_area(size)) {}

  std::int32_t size() const { return size_; }
  std::int64_t at(scene::ClassIndex truth, scene::ClassIndex answer) const {
    return counts_[place(truth, answer)];
  }
  void count(scene::ClassIndex truth, scene::ClassIndex answer, std::int64_t times = 1) {
    counts_[place(truth, answer)] += times;
  }
  std::int64_t row_sum(scene::ClassIndex truth) const;
  std::int64_t column_sum(scene::ClassIndex answer) const;
  std::int64_t diagonal_sum() const;
  friend bool operator==(const Confusion&, const Confusion&) = default;

 private:
  static std::size_t checked_area(std::int32_t size);
  std::size_t place(scene::ClassIndex truth, scene::ClassIndex answer) const;
  std::int32_t size_ = 0;
  std::vector<std::int64_t> counts_;
};

// 2·precision·recall / (precision + recall), from counts; 0 when there is no hit.
double f1_of(std::int64_t hits, std::int64_t false_alarms, std::int64_t misses);

// How one class fared. An absent number had nothing to be measured on.
struct ClassScore {
  std::int64_t support = 0;           // truths of this class
  std::int64_t answers = 0;           // answers of this class
  std::int64_t hits = 0;              // answers of this class that were right
  std::optional<Estimate> precision;  // absent without answers
  std::optional<Estimate> recall;     // absent without truths
  std::optional<double> f1;           // absent without both
};

// The row's and the column's view of class `index`.
ClassScore class_score(const Confusion& confusion, scene::ClassIndex index);

// Two different classes that were taken for each other most: `times` truths of `truth` were answered with
// `answer`.
struct Mixup {
  scene::ClassIndex truth = 0, answer = 0;
  std::int64_t times = 0;
};
// Most frequent first, ties by class. Background is no class: pass the number of real classes.
std::vector<Mixup> mixups(const Confusion& confusion, std::int32_t classes);

}  // namespace tinsmith::eval
