// eval/confusion.h — the confusion matrix and scores per class.
#pragma once

#include <optional>
#include <vector>

#include "eval/interval.h"
#include "scene/scene.h"

namespace tinsmith::eval {

// Counts with one row per true class and one column per predicted class. For centroids the last row and
// column are the background: an object that was not found, or a prediction where there is no object.
class Confusion {
 public:
  Confusion() = default;
  explicit Confusion(std::int32_t size) : size_(size), counts_(checked_area(size)) {}

  std::int32_t size() const { return size_; }
  std::int64_t at(scene::ClassIndex truth, scene::ClassIndex answer) const {
    return counts_[index_of(truth, answer)];
  }
  void count(scene::ClassIndex truth, scene::ClassIndex answer, std::int64_t times = 1) {
    counts_[index_of(truth, answer)] += times;
  }
  std::int64_t row_sum(scene::ClassIndex truth) const;
  std::int64_t column_sum(scene::ClassIndex answer) const;
  std::int64_t diagonal_sum() const;
  friend bool operator==(const Confusion&, const Confusion&) = default;

 private:
  static std::size_t checked_area(std::int32_t size);
  std::size_t index_of(scene::ClassIndex truth, scene::ClassIndex answer) const;
  std::int32_t size_ = 0;
  std::vector<std::int64_t> counts_;
};

// F1 from counts, 2·precision·recall / (precision + recall); 0 if there is no hit.
double f1_of(std::int64_t hits, std::int64_t false_alarms, std::int64_t misses);

// Scores of one class. A value is absent if there was nothing to measure it on.
struct ClassScore {
  std::int64_t support = 0;           // pictures or objects of this class
  std::int64_t answers = 0;           // predictions of this class
  std::int64_t hits = 0;              // correct predictions of this class
  std::optional<Estimate> precision;  // absent without predictions
  std::optional<Estimate> recall;     // absent without pictures or objects of the class
  std::optional<double> f1;           // absent without both of them
};

// Returns the scores of class `index`, from its row and column.
ClassScore class_score(const Confusion& confusion, scene::ClassIndex index);

// Two different classes that are confused: `times` pictures or objects of class `truth` were
// predicted as `answer`.
struct Mixup {
  scene::ClassIndex truth = 0, answer = 0;
  std::int64_t times = 0;
};
// Returns the confusions, most frequent first, ties in the order of classes. Background is not a class: pass
// the number of real classes.
std::vector<Mixup> mixups(const Confusion& confusion, std::int32_t classes);

}  // namespace tinsmith::eval
