#include "report/verdict.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/check.h"
#include "report/advice.h"
#include "report/numbers.h"

namespace tinsmith::report {
namespace {

struct StandingRow {
  Standing standing;
  std::string_view name, text;
  // The lower end of the headline's interval must be at least this; nullopt: something else decides.
  std::optional<double> from;
};
constexpr StandingRow kStandings[] = {
    {Standing::Ready, "ready", "Ready to rely on", 0.95},
    {Standing::Good, "good", "Good, with some mistakes to expect", 0.85},
    {Standing::Useful, "useful", "Useful under supervision", 0.70},
    {Standing::Weak, "weak", "Not yet reliable", 0.00},
    {Standing::FewPictures, "few_pictures", "No mistakes so far, on few pictures", {}},
    {Standing::Guessing, "guessing", "No better than guessing", {}},
    {Standing::NotMeasured, "not_measured", "Not measured", {}},
};

const StandingRow& row_of(Standing standing) {
  const StandingRow& row = kStandings[static_cast<std::size_t>(standing)];
  CHECK(row.standing == standing, "the rows are in the order of the enum");
  return row;
}

// Returns the fraction of the most frequent class: the accuracy of always predicting it.
double best_guess(const Score& score) {
  std::int64_t max_support = 0, all = 0;
  for (const eval::ClassScore& row : class_scores_of(score)) {
    max_support = std::max(max_support, row.support);
    all += row.support;
  }
  return all > 0 ? static_cast<double>(max_support) / static_cast<double>(all) : 0;
}

Standing standing_of(const eval::Estimate& figure) {
  if (figure.value == 1 && figure.interval.low < row_of(Standing::Good).from) return Standing::FewPictures;
  for (const StandingRow& row : kStandings)
    if (row.from && figure.interval.low >= *row.from) return row.standing;
  return Standing::Weak;
}

std::string measured_on(const RunReport& run, std::int64_t pictures) {
  if (run.measured_on == PictureSet::Validation)
    return fmt::format("measured on the {} that also selected the best epoch",
                       counted(pictures, "validation picture", "validation pictures"));
  const std::string test = counted(pictures, "test picture", "test pictures");
  if (run.split.leaks == 0) return fmt::format("measured on {} that were not used in training", test);
  return fmt::format("measured on {}, of which {} duplicates or near duplicates of training pictures", test,
                     counted(run.split.leaks, "is", "are"));
}

std::string shipped_name(const RunReport& run) {
  return run.int8_score ? "int8" : "float";
}

std::string finding_of(const RunReport& run, const eval::ClassificationScore& score) {
  return fmt::format("The {} model predicts the correct class for {} of the pictures (95 % interval {}, {}).",
                     shipped_name(run), percent(score.accuracy.value), percent_range(score.accuracy.interval),
                     measured_on(run, score.pictures));
}

std::string finding_of(const RunReport& run, const eval::CentroidScore& score) {
  const eval::CentroidRuleScore& strict = score.strict;
  return fmt::format(
      "At the threshold {} the {} model finds {} of the objects, and {} of its predictions are correct "
      "(strict F1 "
      "{}, 95 % interval {}, {}, with {}).",
      decimal(score.threshold, 2), shipped_name(run), percent(strict.recall.value),
      percent(strict.precision.value), percent(strict.f1.value), percent_range(strict.f1.interval),
      measured_on(run, score.pictures), counted(score.objects, "object", "objects"));
}

std::string finding_of(const RunReport& run, const eval::DetectionScore& score) {
  std::int64_t answers = 0, hits = 0;
  for (const eval::ClassScore& row : score.by_class) {
    answers += row.answers;
    hits += row.hits;
  }
  return fmt::format(
      "The {} model's mAP50 is {} (95 % interval {}, {}, with {}). At the threshold {} it finds {} of these "
      "objects, and {} of its {} {} wrong.",
      shipped_name(run), percent(score.map50.value), percent_range(score.map50.interval),
      measured_on(run, score.pictures), counted(score.objects, "object", "objects"),
      decimal(score.threshold, 2), grouped(hits), grouped(answers - hits), counted(answers, "box", "boxes"),
      answers - hits == 1 ? "is" : "are");
}

// Returns whether the step was already recommended for a more important reason.
bool is_given(const std::vector<Advice>& advice, std::string_view step) {
  return std::any_of(advice.begin(), advice.end(), [&](const Advice& each) { return each.step == step; });
}

}  // namespace

std::string_view name_of(Standing standing) {
  return row_of(standing).name;
}

std::string_view text_of(Standing standing) {
  return row_of(standing).text;
}

Standing standing_of(const RunReport& run, const Score& score) {
  if (const auto* classes = std::get_if<eval::ClassificationScore>(&score);
      classes != nullptr && run.classes.size() > 1 && classes->accuracy.interval.low <= best_guess(score))
    return Standing::Guessing;
  return standing_of(headline(score));
}

Verdict verdict_of(const RunReport& run) {
  std::vector<Advice> advice;
  std::vector<Advice> remarks;
  for (const Rule& rule : rules())
    if (auto given = rule.advise(run); given && !is_given(advice, given->step))
      (rule.is_remark ? remarks : advice)
          .push_back({rule.name, std::move(given->step), std::move(given->reason)});
  CHECK(!advice.empty(), "the last of {} rules does not apply", rules().size());
  Verdict verdict;
  if (const Score* score = shipped_score(run)) {
    verdict.standing = standing_of(run, *score);
    verdict.finding = std::visit([&](const auto& measured) { return finding_of(run, measured); }, *score);
  } else {
    verdict.standing = Standing::NotMeasured;
    verdict.finding = "There were no pictures for an evaluation.";
  }
  verdict.next = advice.front();
  // The last rule is a fallback for when no other applies, so it is not listed beside others.
  if (advice.size() > 2) verdict.also.assign(advice.begin() + 1, advice.end() - 1);
  verdict.also.insert(verdict.also.end(), remarks.begin(), remarks.end());
  return verdict;
}

}  // namespace tinsmith::report
