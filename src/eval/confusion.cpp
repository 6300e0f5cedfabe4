#include "eval/confusion.h"

#include <algorithm>

namespace tinsmith::eval {

std::size_t Confusion::checked_area(std::int32_t size) {
  CHECK(size >= 0, "a confusion matrix of {} classes", size);
  return static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
}

std::size_t Confusion::index_of(scene::ClassIndex truth, scene::ClassIndex answer) const {
  CHECK(truth >= 0 && truth < size_ && answer >= 0 && answer < size_, "class {} predicted as {} of {}", truth,
        answer, size_);
  return static_cast<std::size_t>(truth) * static_cast<std::size_t>(size_) + static_cast<std::size_t>(answer);
}

std::int64_t Confusion::row_sum(scene::ClassIndex truth) const {
  std::int64_t sum = 0;
  for (scene::ClassIndex answer = 0; answer < size_; ++answer) sum += at(truth, answer);
  return sum;
}

std::int64_t Confusion::column_sum(scene::ClassIndex answer) const {
  std::int64_t sum = 0;
  for (scene::ClassIndex truth = 0; truth < size_; ++truth) sum += at(truth, answer);
  return sum;
}

std::int64_t Confusion::diagonal_sum() const {
  std::int64_t sum = 0;
  for (scene::ClassIndex index = 0; index < size_; ++index) sum += at(index, index);
  return sum;
}

double f1_of(std::int64_t hits, std::int64_t false_alarms, std::int64_t misses) {
  if (hits == 0) return 0;
  return 2 * static_cast<double>(hits) / static_cast<double>(2 * hits + false_alarms + misses);
}

ClassScore class_score(const Confusion& confusion, scene::ClassIndex index) {
  ClassScore score;
  score.support = confusion.row_sum(index);
  score.answers = confusion.column_sum(index);
  score.hits = confusion.at(index, index);
  if (score.answers > 0) score.precision = proportion(score.hits, score.answers);
  if (score.support > 0) score.recall = proportion(score.hits, score.support);
  if (score.answers > 0 || score.support > 0)
    score.f1 = f1_of(score.hits, score.answers - score.hits, score.support - score.hits);
  return score;
}

std::vector<Mixup> mixups(const Confusion& confusion, std::int32_t classes) {
  std::vector<Mixup> found;
  for (scene::ClassIndex truth = 0; truth < classes; ++truth)
    for (scene::ClassIndex answer = 0; answer < classes; ++answer)
      if (truth != answer && confusion.at(truth, answer) > 0)
        found.push_back({truth, answer, confusion.at(truth, answer)});
  std::stable_sort(found.begin(), found.end(),
                   [](const Mixup& a, const Mixup& b) { return a.times > b.times; });
  return found;
}

}  // namespace tinsmith::eval
