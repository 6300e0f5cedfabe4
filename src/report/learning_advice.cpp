#include "report/learning_advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "report/mirroring.h"
#include "report/numbers.h"

namespace tinsmith::report {
namespace {

// Thresholds of the rules.
constexpr double kGood = 0.85;            // headline metric that is worth a more precise measurement
constexpr std::int64_t kFewSteps = 1500;  // optimizer steps; small detectors improve well beyond
constexpr double kVeryFewPerClass = 30;   // training pictures or objects
constexpr double kWantedPerClass = 100;
constexpr double kLast_fraction = 0.1;  // fraction of the epochs; a best epoch in it means still learning
constexpr double kStillGaining = 0.01;  // gain of the metric in the last quarter, at the time limit
// The same gain when all epochs are done, where some gain at the end is normal.
constexpr double kGainingAnyway = 0.03;
constexpr double kSteepFall = 0.10;        // fall of the validation loss in the last quarter
constexpr double kNothingLeft = 0.95;      // metric above which a falling loss changes little
constexpr std::size_t kMinEpochs = 4;      // min number of epochs for a comparison of quarters
constexpr double kOverfitGap = 0.10;       // gap between training and validation metric
constexpr double kOverfitLossRise = 1.25;  // validation loss over its minimum

std::string class_list(const RunReport& run, const std::vector<scene::ClassIndex>& classes) {
  constexpr std::size_t kMaxNamed = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(classes.size(), kMaxNamed); ++i)
    text += (i == 0 ? "" : ", ") + quoted(run, classes[i]);
  if (classes.size() > kMaxNamed) text += fmt::format(" and {} more", classes.size() - kMaxNamed);
  return text;
}

// Returns the average number of training examples per class.
double taught_per_class(const RunReport& run) {
  if (run.classes.empty()) return 0;
  std::int64_t all = 0;
  for (const std::int64_t count : run.split.train_by_class) all += count;
  return static_cast<double>(all) / static_cast<double>(run.classes.size());
}

Step few_to_learn_from(const RunReport& run, double wanted) {
  const double each = taught_per_class(run);
  if (shipped_score(run) == nullptr || is_good(run) || run.split.train_by_class.empty() || each >= wanted)
    return {};
  return StepAndReason{
      "Collect more training pictures",
      fmt::format("The training data has {}, about {:.0f} {} per class. With about {:.0f} per class or more, "
                  "such a network learns reliably; then train longer, too.",
                  counted(run.split.train, "picture", "pictures"), each, unit(run), kWantedPerClass)};
}

// The progress in the last quarter of the epochs.
struct LateProgress {
  double gain = 0;  // gain of the best validation metric
  double loss_before = 0, loss_after = 0;
  bool is_best_late = false;  // the saved epoch is one of the last
};

// Returns the float epochs; the metric of the others is measured with rounded weights.
std::span<const Epoch> float_epochs(const RunReport& run) {
  const std::span all(run.epochs);
  const auto known = static_cast<std::size_t>(std::max(0, run.float_epochs));
  return known == 0 || known > all.size() ? all : all.first(known);
}

std::optional<LateProgress> late_progress(const RunReport& run) {
  const std::span<const Epoch> epochs = float_epochs(run);
  if (epochs.size() < kMinEpochs) return {};
  const auto count = static_cast<double>(epochs.size());
  const Epoch& before = epochs[static_cast<std::size_t>(count * 0.75) - 1];
  double best = before.validation_metric;
  for (const Epoch& epoch : epochs) best = std::max(best, epoch.validation_metric);
  return LateProgress{best - before.validation_metric, before.validation_loss, epochs.back().validation_loss,
                      run.best_epoch > (1 - kLast_fraction) * count};
}

}  // namespace

double figure_of(const RunReport& run) {
  const Score* score = shipped_score(run);
  return score == nullptr ? 0 : headline(*score).value;
}

bool is_good(const RunReport& run) {
  return figure_of(run) >= kGood;
}

// The mistakes of a barely trained model reveal nothing about labels or missing pictures.
bool has_learned(const RunReport& run) {
  return figure_of(run) >= kLearned && (run.epochs.empty() || run.epochs.size() >= kMinEpochs);
}

std::string_view unit(const RunReport& run) {
  return heads::info_of(run.task).unit;
}

std::string_view set_name(const RunReport& run) {
  return run.measured_on == PictureSet::Test ? "test" : "validation";
}

Step class_not_taught(const RunReport& run) {
  const auto& counts = run.split.train_by_class;
  std::vector<scene::ClassIndex> absent;
  for (std::size_t i = 0; i < std::min(counts.size(), run.classes.size()); ++i)
    if (counts[i] == 0) absent.push_back(static_cast<scene::ClassIndex>(i));
  if (absent.empty() || absent.size() == run.classes.size()) return {};
  return StepAndReason{fmt::format("Add training {} of {}", unit(run), class_list(run, absent)),
                       "The training data has none, so the model cannot learn it. If the data set has some, "
                       "split the pictures again (--val 0.2 --test 0.2)."};
}

Step class_not_measured(const RunReport& run) {
  const Score* score = shipped_score(run);
  if (score == nullptr) return {};
  std::vector<scene::ClassIndex> absent;
  const auto& rows = class_scores_of(*score);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].support == 0) absent.push_back(static_cast<scene::ClassIndex>(i));
  if (absent.empty() || absent.size() == rows.size()) return {};
  return StepAndReason{
      fmt::format("Add {} pictures of {}", set_name(run), class_list(run, absent)),
      fmt::format("None of the {} pictures shows it, so its metrics are unknown.", set_name(run))};
}

Step very_few_to_learn_from(const RunReport& run) {
  return few_to_learn_from(run, kVeryFewPerClass);
}
Step rather_few_to_learn_from(const RunReport& run) {
  return few_to_learn_from(run, kWantedPerClass);
}

Step mirrored_classes(const RunReport& run) {
  if (!run.mirroring || !run.mirroring->is_used || !run.mirroring->changes_classes) return {};
  return StepAndReason{"Train without mirrored pictures (--flip-horizontal 0)", mirroring_finding(run)};
}

Step few_steps(const RunReport& run) {
  if (shipped_score(run) == nullptr || is_good(run) || run.steps == 0 || run.steps >= kFewSteps) return {};
  return StepAndReason{
      "Train longer",
      fmt::format("The optimizer made {} steps in {}; small networks improve for several thousand steps.",
                  grouped(run.steps),
                  counted(static_cast<std::int64_t>(run.epochs.size()), "epoch", "epochs"))};
}

Step larger_network(const RunReport& run) {
  if (shipped_score(run) == nullptr || is_good(run)) return {};
  return StepAndReason{
      "Try a larger input or a larger network",
      fmt::format("With this data and training time the model reaches {}; no other problem was found.",
                  percent(figure_of(run)))};
}

Step ended_early(const RunReport& run) {
  if (!run.was_ended_early) return {};
  return StepAndReason{
      "Train longer",
      fmt::format(
          "The training was stopped after {}; it is unknown how much further epochs would improve the model.",
          counted(static_cast<std::int64_t>(run.epochs.size()), "epoch", "epochs"))};
}

Step still_learning(const RunReport& run) {
  const auto late = late_progress(run);
  if (!late) return {};
  const char* when = run.reached_time_limit ? "the time limit was reached" : "training ended";
  const double enough = run.reached_time_limit ? kStillGaining : kGainingAnyway;
  if (late->is_best_late && late->gain >= enough)
    return StepAndReason{
        "Train longer",
        fmt::format("The model was still improving when {}: {} over the last quarter of its {} epochs.", when,
                    points(late->gain), float_epochs(run).size())};
  const bool falls = late->loss_after < (1 - kSteepFall) * late->loss_before;
  if (!falls || float_epochs(run).back().validation_metric >= kNothingLeft) return {};
  return StepAndReason{
      "Train longer",
      fmt::format(
          "The loss on the validation pictures was still falling when {}: from {} to {} over the last "
          "quarter of its {} epochs.",
          when, decimal(late->loss_before, 3), decimal(late->loss_after, 3), float_epochs(run).size())};
}

Step overfits(const RunReport& run) {
  if (run.epochs.empty()) return {};
  const auto lowest =
      std::min_element(run.epochs.begin(), run.epochs.end(),
                       [](const Epoch& a, const Epoch& b) { return a.validation_loss < b.validation_loss; });
  const Epoch& last = run.epochs.back();
  const Epoch& kept = run.epochs[static_cast<std::size_t>(
      std::clamp<std::int32_t>(run.best_epoch, 1, static_cast<std::int32_t>(run.epochs.size())) - 1)];
  if (kept.validation_metric >= kNothingLeft) return {};
  const char* step = "Add more varied pictures, or more augmentation";
  if (run.train_metric && *run.train_metric - kept.validation_metric > kOverfitGap)
    return StepAndReason{
        step,
        fmt::format(
            "The model scores {} on the training pictures and {} on the validation pictures: it overfits.",
            percent(*run.train_metric), percent(kept.validation_metric))};
  if (last.validation_loss > kOverfitLossRise * lowest->validation_loss &&
      last.train_loss < lowest->train_loss)
    return StepAndReason{
        step, fmt::format("From epoch {} the loss kept falling on the training pictures ({} to {}) and rose "
                          "on the validation pictures ({} to {}): the model overfits.",
                          lowest->number, decimal(lowest->train_loss, 3), decimal(last.train_loss, 3),
                          decimal(lowest->validation_loss, 3), decimal(last.validation_loss, 3))};
  return {};
}

}  // namespace tinsmith::report
