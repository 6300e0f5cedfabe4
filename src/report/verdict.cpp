#include "report/verdict.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/advice.h"
#include "report/numbers.h"

namespace tinsmith::report {
namespace {

// What a model is good for, by the low end of its headline's interval: it must be that good to be called so.
struct Standing {
  double from;
  std::string_view says;
};
constexpr Standing kStandings[] = {
    {0.95, "Ready to rely on"},
    {0.85, "Good, with some mistakes to expect"},
    {0.70, "Useful where someone looks on"},
    {0.00, "Not yet dependable"},
};

// The share of the most frequent class: what always answering with it would score.
double best_guess(const Score& score) {
  std::int64_t most = 0, all = 0;
  for (const eval::ClassScore& row : class_scores_of(score)) {
    most = std::max(most, row.support);
    all += row.support;
  }
  return all > 0 ? static_cast<double>(most) / static_cast<double>(all) : 0;
}

std::string_view standing_of(const eval::Estimate& figure) {
  if (figure.value == 1 && figure.interval.low < kStandings[0].from)
    return "No mistakes so far, on few pictures";
  for (const Standing& standing : kStandings)
    if (figure.interval.low >= standing.from) return standing.says;
  return std::end(kStandings)[-1].says;
}

std::string measured_on(const RunReport& run, std::int64_t pictures) {
  if (run.measured_on == PictureSet::Test)
    return fmt::format("measured on {} it has never seen",
                       counted(pictures, "test picture", "test pictures"));
  return fmt::format("measured on the {} its best epoch was chosen by",
                     counted(pictures, "validation picture", "validation pictures"));
}

std::string shipped_name(const RunReport& run) {
  return run.int8_score ? "int8" : "float";
}

void judge_classes(Verdict& verdict, const RunReport& run, const eval::ClassificationScore& score) {
  const bool guesses = run.classes.size() > 1 && score.accuracy.interval.low <= best_guess(score);
  verdict.standing = guesses ? "No better than guessing" : standing_of(score.accuracy);
  verdict.finding =
      fmt::format("The {} model names the right class for {} of the pictures (95 % interval {}, {}).",
                  shipped_name(run), percent(score.accuracy.value), percent_range(score.accuracy.interval),
                  measured_on(run, score.pictures));
}

void judge_objects(Verdict& verdict, const RunReport& run, const eval::CentroidScore& score) {
  const eval::CentroidRuleScore& strict = score.strict;
  verdict.standing = standing_of(strict.f1);
  verdict.finding = fmt::format(
      "The {} model finds {} of the objects, and {} of what it reports is one (strict F1 {}, 95 % interval "
      "{}, {}, with "
      "{}).",
      shipped_name(run), percent(strict.recall.value), percent(strict.precision.value),
      percent(strict.f1.value), percent_range(strict.f1.interval), measured_on(run, score.pictures),
      counted(score.objects, "object", "objects"));
}

void judge_boxes(Verdict& verdict, const RunReport& run, const eval::DetectionScore& score) {
  verdict.standing = standing_of(score.map50);
  verdict.finding =
      fmt::format("The {} model's mAP50 is {} (95 % interval {}, {}, with {}).", shipped_name(run),
                  percent(score.map50.value), percent_range(score.map50.interval),
                  measured_on(run, score.pictures), counted(score.objects, "object", "objects"));
}

void judge(Verdict& verdict, const RunReport& run) {
  const Score* score = shipped_score(run);
  if (score == nullptr) {
    verdict.standing = "Not measured";
    verdict.finding = "No picture was left to measure the model on.";
  } else if (const auto* classes = std::get_if<eval::ClassificationScore>(score)) {
    judge_classes(verdict, run, *classes);
  } else if (const auto* centroids = std::get_if<eval::CentroidScore>(score)) {
    judge_objects(verdict, run, *centroids);
  } else {
    judge_boxes(verdict, run, std::get<eval::DetectionScore>(*score));
  }
}

// A step that was named for one reason is not named again for a lesser one.
bool is_given(const std::vector<Advice>& advice, std::string_view step) {
  return std::any_of(advice.begin(), advice.end(), [&](const Advice& each) { return each.step == step; });
}

}  // namespace

Verdict verdict_of(const RunReport& run) {
  std::vector<Advice> advice;
  for (const Rule& rule : rules())
    if (auto given = rule.advise(run); given && !is_given(advice, given->step))
      advice.push_back({rule.name, std::move(given->step), std::move(given->reason)});
  CHECK(!advice.empty(), "the last of {} rules does not apply", rules().size());
  Verdict verdict;
  judge(verdict, run);
  verdict.next = advice.front();
  // The last rule is what to do when nothing else is; beside others it would be noise.
  if (advice.size() > 2) verdict.also.assign(advice.begin() + 1, advice.end() - 1);
  return verdict;
}

}  // namespace tinsmith::report
