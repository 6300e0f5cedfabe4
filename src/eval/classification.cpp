#include "eval/classification.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tinsmith::eval {
namespace {

// With fewer classes, top-3 accuracy is not informative.
constexpr std::int32_t kMinClassesForTop3 = 5;

void check(const ClassAnswers& answers) {
  CHECK(answers.classes > 0, "{} classes", answers.classes);
  CHECK(answers.probabilities.size() == answers.truths.size() * static_cast<std::size_t>(answers.classes),
        "{} probabilities for {} pictures of {} classes", answers.probabilities.size(), answers.truths.size(),
        answers.classes);
  for (const scene::ClassIndex truth : answers.truths)
    CHECK(truth >= 0 && truth < answers.classes, "truth {} of {} classes", truth, answers.classes);
}

// Returns the mean F1 over the classes that occur.
double macro_f1(const Confusion& confusion) {
  double sum = 0;
  int occurring = 0;
  for (scene::ClassIndex index = 0; index < confusion.size(); ++index) {
    const std::int64_t truths = confusion.row_sum(index), found = confusion.column_sum(index);
    if (truths + found == 0) continue;
    const std::int64_t hits = confusion.at(index, index);
    sum += f1_of(hits, found - hits, truths - hits);
    ++occurring;
  }
  return occurring > 0 ? sum / occurring : 0;
}

}  // namespace

std::span<const float> ClassAnswers::row(std::int32_t picture) const {
  const auto width = static_cast<std::size_t>(classes);
  return std::span(probabilities).subspan(static_cast<std::size_t>(picture) * width, width);
}

scene::ClassIndex best_class(std::span<const float> probabilities) {
  return static_cast<scene::ClassIndex>(std::max_element(probabilities.begin(), probabilities.end()) -
                                        probabilities.begin());
}

Estimate top_k_accuracy(const ClassAnswers& answers, std::int32_t k) {
  check(answers);
  std::int64_t hits = 0;
  for (std::int32_t picture = 0; picture < answers.pictures(); ++picture) {
    const auto row = answers.row(picture);
    const auto truth = static_cast<std::size_t>(answers.truths[static_cast<std::size_t>(picture)]);
    std::int32_t before = 0;
    for (std::size_t other = 0; other < row.size(); ++other)
      if (row[other] > row[truth] || (row[other] == row[truth] && other < truth)) ++before;
    if (before < k) ++hits;
  }
  return proportion(hits, answers.pictures());
}

std::optional<ClassificationScore> score(const ClassAnswers& answers, const Bootstrap& bootstrap) {
  check(answers);
  if (answers.truths.empty()) return std::nullopt;
  std::vector<scene::ClassIndex> best;
  std::vector<double> loss;
  for (std::int32_t picture = 0; picture < answers.pictures(); ++picture) {
    const auto row = answers.row(picture);
    const auto truth = static_cast<std::size_t>(answers.truths[static_cast<std::size_t>(picture)]);
    best.push_back(best_class(row));
    loss.push_back(-std::log(std::max(kMinProbability, double{row[truth]})));
  }
  const auto confusion_of = [&](std::span<const std::int32_t> drawn) {
    Confusion confusion(answers.classes);
    for (const std::int32_t picture : drawn)
      confusion.count(answers.truths[static_cast<std::size_t>(picture)],
                      best[static_cast<std::size_t>(picture)]);
    return confusion;
  };
  const Statistic mean_loss = [&](std::span<const std::int32_t> drawn) {
    double sum = 0;
    for (const std::int32_t picture : drawn) sum += loss[static_cast<std::size_t>(picture)];
    return sum / static_cast<double>(drawn.size());
  };
  std::vector<std::int32_t> all(answers.truths.size());
  std::iota(all.begin(), all.end(), 0);

  ClassificationScore result;
  result.pictures = answers.pictures();
  result.confusion = confusion_of(all);
  result.accuracy = proportion(result.confusion.diagonal_sum(), result.pictures);
  if (answers.classes >= kMinClassesForTop3) result.top_3 = top_k_accuracy(answers, 3);
  std::vector<std::int64_t> pictures_by_class;
  for (scene::ClassIndex index = 0; index < answers.classes; ++index)
    pictures_by_class.push_back(result.confusion.row_sum(index));
  result.log_loss = estimated(answers.pictures(), mean_loss, bootstrap);
  result.macro_f1 = estimated(
      answers.pictures(), [&](std::span<const std::int32_t> drawn) { return macro_f1(confusion_of(drawn)); },
      bootstrap, Scale::proportion(trials_of_mean(pictures_by_class)));
  for (scene::ClassIndex index = 0; index < answers.classes; ++index)
    result.by_class.push_back(class_score(result.confusion, index));
  result.points = operating_points(answers);
  return result;
}

std::vector<std::int32_t> worst_pictures(const ClassAnswers& answers, std::size_t limit) {
  check(answers);
  std::vector<float> confidence;
  std::vector<std::int32_t> worst;
  for (std::int32_t picture = 0; picture < answers.pictures(); ++picture) {
    const auto row = answers.row(picture);
    const scene::ClassIndex answer = best_class(row);
    confidence.push_back(row[static_cast<std::size_t>(answer)]);
    if (answer != answers.truths[static_cast<std::size_t>(picture)]) worst.push_back(picture);
  }
  std::stable_sort(worst.begin(), worst.end(), [&](std::int32_t a, std::int32_t b) {
    return confidence[static_cast<std::size_t>(a)] > confidence[static_cast<std::size_t>(b)];
  });
  worst.resize(std::min(worst.size(), limit));
  return worst;
}

}  // namespace tinsmith::eval
