#include "report/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/box_advice.h"
#include "report/numbers.h"

namespace tinsmith::report {
namespace {

// Where the rules draw their lines.
constexpr double kGood = 0.85;            // of the headline: above, it is worth knowing more exactly
constexpr double kLearned = 0.30;         // below, nothing of the labels can be told from the mistakes
constexpr std::int64_t kFewSteps = 1500;  // changes of the weights; small detectors gain well beyond
constexpr double kVeryFewPerClass = 30;   // training pictures or objects
constexpr double kWantedPerClass = 100;
constexpr double kLeakShare = 0.01;            // of the measured pictures; fewer change no figure
constexpr double kHopelesslyWide = 0.20;       // an interval that leaves "good" and "useless" both open
constexpr double kWide = 0.10;                 // one within which two models cannot be told apart
constexpr double kWantedHalfWidth = 0.03;      // what to collect test pictures for
constexpr double kInt8Loss = 0.01;             // of accuracy or F1, against float
constexpr std::int64_t kInt8LossPictures = 3;  // fewer are chance
constexpr double kLastPart = 0.1;              // of the epochs: a best one in it means that learning went on
constexpr double kStillGaining = 0.01;         // of the metric, over the last quarter, when time was up
constexpr double kGainingAnyway =
    0.03;                              // the same where all epochs were done: some gain is how every run ends
constexpr double kSteepFall = 0.10;    // of the validation loss, over the last quarter
constexpr double kNothingLeft = 0.95;  // of the metric: a loss that falls on changes little
constexpr std::size_t kFewestEpochs = 4;   // that have quarters
constexpr double kOverfitGap = 0.10;       // between training and validation metric
constexpr double kOverfitLossRise = 1.25;  // of the validation loss over its least
constexpr double kImbalance = 4;           // most pictures of a class over fewest
constexpr double kMixedUpShare = 0.10;     // of a class's truths, taken for one other class
constexpr std::int64_t kMixedUpTimes = 3;
constexpr double kSeparable = 0.9;       // of the objects, that the grid should keep apart
constexpr double kLopsided = 0.10;       // between precision and recall
constexpr double kBehind = 0.15;         // a class's recall behind that of all
constexpr double kUnusableShare = 0.02;  // of the pictures
constexpr double kWeakLayer_db = 20;     // a tenth of the signal's amplitude is noise

std::string_view unit(const RunReport& run) {
  return run.head == heads::Head::Classification ? "pictures" : "objects";
}

std::string_view set_name(const RunReport& run) {
  return run.measured_on == PictureSet::Test ? "test" : "validation";
}

double recall_of_all(const Score& score) {
  const eval::Confusion& confusion = confusion_of(score);
  std::int64_t hits = 0, truths = 0;
  for (const eval::ClassScore& row : class_scores_of(score)) {
    hits += row.hits;
    truths += row.support;
  }
  return truths > 0 ? static_cast<double>(hits) / static_cast<double>(truths) : confusion.size() > 0 ? 1 : 0;
}

double figure_of(const RunReport& run) {
  const Score* score = shipped_score(run);
  return score == nullptr ? 0 : headline(*score).value;
}

bool is_good(const RunReport& run) {
  return figure_of(run) >= kGood;
}

// Mistakes of a model that has hardly begun say nothing about labels or about what pictures lack.
bool has_learned(const RunReport& run) {
  return figure_of(run) >= kLearned && (run.epochs.empty() || run.epochs.size() >= kFewestEpochs);
}

bool has_many_leaks(const RunReport& run) {
  const Score* score = shipped_score(run);
  const double measured = score == nullptr ? 0 : static_cast<double>(pictures_of(*score));
  return static_cast<double>(run.split.leaks) >= kLeakShare * measured;
}

StepAndReason about_leaks(const RunReport& run, std::string_view consequence) {
  return {run.split.is_given ? "Let the pictures be divided anew (--val 0.2 --test 0.2)"
                             : "Take the duplicates out of the data",
          fmt::format("{} in the {} set also in training, the same or nearly so. {}",
                      run.split.leaks == 1 ? "1 picture is" : grouped(run.split.leaks) + " pictures are",
                      set_name(run), consequence)};
}

Step leak(const RunReport& run) {
  if (run.split.leaks == 0 || !has_many_leaks(run)) return {};
  return about_leaks(run, "The model may know them by heart, so its figures flatter.");
}

Step few_leaks(const RunReport& run) {
  if (run.split.leaks == 0 || has_many_leaks(run)) return {};
  return about_leaks(run, "That is too few to change the figures by much.");
}

Step nothing_measured(const RunReport& run) {
  if (shipped_score(run) != nullptr) return {};
  return StepAndReason{"Add pictures to test on",
                       "No picture was left to measure the model on, so nothing is known "
                       "about how well it works."};
}

std::string class_list(const RunReport& run, const std::vector<scene::ClassIndex>& classes) {
  constexpr std::size_t kMostNamed = 3;
  std::string text;
  for (std::size_t i = 0; i < std::min(classes.size(), kMostNamed); ++i)
    text += (i == 0 ? "" : ", ") + quoted(run, classes[i]);
  if (classes.size() > kMostNamed) text += fmt::format(" and {} more", classes.size() - kMostNamed);
  return text;
}

Step class_not_taught(const RunReport& run) {
  const auto& counts = run.split.train_by_class;
  std::vector<scene::ClassIndex> absent;
  for (std::size_t i = 0; i < std::min(counts.size(), run.classes.size()); ++i)
    if (counts[i] == 0) absent.push_back(static_cast<scene::ClassIndex>(i));
  if (absent.empty() || absent.size() == run.classes.size()) return {};
  return StepAndReason{fmt::format("Add training {} of {}", unit(run), class_list(run, absent)),
                       "Training had none, so the model cannot know it. Where the data has some, divide the "
                       "pictures anew (--val 0.2 --test 0.2)."};
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
      fmt::format("None of the {} pictures shows it, so nothing is known about how well it is "
                  "recognised.",
                  set_name(run))};
}

// What training had of each class, on average.
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
      "Collect more pictures to learn from",
      fmt::format("Training had {}, about {:.0f} {} of a class. From about {:.0f} of each on, such a network "
                  "learns dependably; then let it train longer, too.",
                  counted(run.split.train, "picture", "pictures"), each, unit(run), kWantedPerClass)};
}

Step very_few_to_learn_from(const RunReport& run) {
  return few_to_learn_from(run, kVeryFewPerClass);
}
Step rather_few_to_learn_from(const RunReport& run) {
  return few_to_learn_from(run, kWantedPerClass);
}

Step few_steps(const RunReport& run) {
  if (shipped_score(run) == nullptr || is_good(run) || run.steps == 0 || run.steps >= kFewSteps) return {};
  return StepAndReason{
      "Train longer",
      fmt::format("The weights were changed {} times in {}; small networks go on gaining for some thousands "
                  "of steps.",
                  grouped(run.steps),
                  counted(static_cast<std::int64_t>(run.epochs.size()), "epoch", "epochs"))};
}

Step larger_network(const RunReport& run) {
  if (shipped_score(run) == nullptr || is_good(run)) return {};
  return StepAndReason{
      "Try a larger input or a larger network",
      fmt::format("With what it was shown and the time it had, the model reaches {}; nothing "
                  "else stands out.",
                  percent(figure_of(run)))};
}

std::string_view headline_title(heads::Head head) {
  if (head == heads::Head::Boxes) return "mAP50";
  return head == heads::Head::Classification ? "accuracy" : "strict F1";
}

std::string more_pictures(const RunReport& run, const Score& score) {
  const eval::Estimate& figure = headline(score);
  // The width falls with the square root of the count.
  const double shrink = figure.interval.width() / (2 * kWantedHalfWidth);
  const double needed = std::ceil(static_cast<double>(pictures_of(score)) * shrink * shrink / 10) * 10;
  return fmt::format(
      "With {} the {} is only known to lie at {}. About {} {} pictures would settle it to ±{:.0f} "
      "points.",
      counted(pictures_of(score), "picture", "pictures"), headline_title(run.head),
      percent_range(figure.interval), grouped(static_cast<std::int64_t>(needed)), set_name(run),
      kWantedHalfWidth * 100);
}

Step few_pictures(const RunReport& run, double width) {
  const Score* score = shipped_score(run);
  // How exactly a figure is known matters once the figure itself is good.
  if (score == nullptr || !is_good(run) || headline(*score).interval.width() <= width) return {};
  return StepAndReason{fmt::format("Collect more {} pictures", set_name(run)), more_pictures(run, *score)};
}

Step ended_early(const RunReport& run) {
  if (!run.was_ended_early) return {};
  return StepAndReason{"Train longer",
                       fmt::format("It was ended after {}; what it would have become with more is not known.",
                                   counted(static_cast<std::int64_t>(run.epochs.size()), "epoch", "epochs"))};
}

Step hopelessly_few_pictures(const RunReport& run) {
  return few_pictures(run, kHopelesslyWide);
}
Step rather_few_pictures(const RunReport& run) {
  return few_pictures(run, kWide);
}

Step int8_loses(const RunReport& run) {
  if (!run.int8_minus_float) return {};
  const eval::PairedDifference& compared = *run.int8_minus_float;
  const eval::Estimate& difference = compared.difference;
  if (difference.value > -kInt8Loss) return {};
  if (compared.only_first_right - compared.only_second_right < kInt8LossPictures) return {};
  std::string reason = fmt::format("The int8 model is {} behind the float model ({}).",
                                   points(-difference.value).substr(1), points_range(difference.interval));
  const auto weakest = std::min_element(
      run.layers.begin(), run.layers.end(),
      [](const auto& a, const auto& b) { return a.signal_to_noise_db < b.signal_to_noise_db; });
  if (weakest != run.layers.end())
    reason += fmt::format(" Layer “{}” ({}) keeps least of its signal, {} dB.", weakest->layer,
                          weakest->operation, decimal(weakest->signal_to_noise_db, 1));
  return StepAndReason{"Look into what int8 loses: more or more varied calibration pictures help most",
                       reason};
}

// Over the last quarter of the epochs.
struct LateProgress {
  double gain = 0;  // of the validation metric's best
  double loss_before = 0, loss_after = 0;
  bool is_best_late = false;  // the kept epoch is one of the last
};

std::optional<LateProgress> late_progress(const RunReport& run) {
  if (run.epochs.size() < kFewestEpochs) return {};
  const auto count = static_cast<double>(run.epochs.size());
  const Epoch& before = run.epochs[static_cast<std::size_t>(count * 0.75) - 1];
  double best = before.validation_metric;
  for (const Epoch& epoch : run.epochs) best = std::max(best, epoch.validation_metric);
  return LateProgress{best - before.validation_metric, before.validation_loss,
                      run.epochs.back().validation_loss, run.best_epoch > (1 - kLastPart) * count};
}

Step still_learning(const RunReport& run) {
  const auto late = late_progress(run);
  if (!late) return {};
  const char* when = run.reached_time_limit ? "time was up" : "training ended";
  const double enough = run.reached_time_limit ? kStillGaining : kGainingAnyway;
  if (late->is_best_late && late->gain >= enough)
    return StepAndReason{
        "Train longer", fmt::format("The model was still getting better when {}: {} over the last quarter of "
                                    "its {} epochs.",
                                    when, points(late->gain), run.epochs.size())};
  const bool falls = late->loss_after < (1 - kSteepFall) * late->loss_before;
  if (!falls || run.epochs.back().validation_metric >= kNothingLeft) return {};
  return StepAndReason{
      "Train longer",
      fmt::format(
          "The loss on the validation pictures was still falling when {}: from {} to {} over the last "
          "quarter of its {} epochs.",
          when, decimal(late->loss_before, 3), decimal(late->loss_after, 3), run.epochs.size())};
}

Step overfits(const RunReport& run) {
  if (run.epochs.empty()) return {};
  const auto least =
      std::min_element(run.epochs.begin(), run.epochs.end(),
                       [](const Epoch& a, const Epoch& b) { return a.validation_loss < b.validation_loss; });
  const Epoch& last = run.epochs.back();
  const Epoch& kept = run.epochs[static_cast<std::size_t>(
      std::clamp<std::int32_t>(run.best_epoch, 1, static_cast<std::int32_t>(run.epochs.size())) - 1)];
  const char* step = "Add more varied pictures, or more augmentation";
  if (run.train_metric && *run.train_metric - kept.validation_metric > kOverfitGap)
    return StepAndReason{
        step, fmt::format("The model scores {} on the pictures it learned from and {} on those it did "
                          "not: it learns them by heart.",
                          percent(*run.train_metric), percent(kept.validation_metric))};
  if (last.validation_loss > kOverfitLossRise * least->validation_loss && last.train_loss < least->train_loss)
    return StepAndReason{
        step, fmt::format("From epoch {} on the loss kept falling on the training pictures ({} to {}) "
                          "and rose on the validation pictures ({} to {}): it learns them by heart.",
                          least->number, decimal(least->train_loss, 3), decimal(last.train_loss, 3),
                          decimal(least->validation_loss, 3), decimal(last.validation_loss, 3))};
  return {};
}

// The class whose recall lies furthest behind, where even the top of its interval does.
std::optional<scene::ClassIndex> class_behind(const RunReport& run) {
  const Score* score = shipped_score(run);
  if (score == nullptr) return {};
  const double all = recall_of_all(*score);
  std::optional<scene::ClassIndex> behind;
  double lowest = all - kBehind;
  const auto& rows = class_scores_of(*score);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].recall && rows[i].recall->value < lowest && rows[i].recall->interval.high < all) {
      lowest = rows[i].recall->value;
      behind = static_cast<scene::ClassIndex>(i);
    }
  return behind;
}

std::string recall_sentence(const RunReport& run, scene::ClassIndex index) {
  const Score& score = *shipped_score(run);
  const eval::Estimate& recall = *class_scores_of(score)[static_cast<std::size_t>(index)].recall;
  return fmt::format("Of {} it gets {} right ({}), of all classes together {}.", quoted(run, index),
                     percent(recall.value), percent_range(recall.interval), percent(recall_of_all(score)));
}

Step unbalanced(const RunReport& run) {
  if (run.head == heads::Head::Boxes) return {};  // each class has its own AP: scarce_class
  const auto& counts = run.split.train_by_class;
  if (counts.size() < 2 || counts.size() != run.classes.size()) return {};
  const auto [fewest, most] = std::minmax_element(counts.begin(), counts.end());
  if (static_cast<double>(*most) < kImbalance * static_cast<double>(*fewest)) return {};
  const auto behind = class_behind(run);
  const auto scarce = static_cast<scene::ClassIndex>(fewest - counts.begin());
  const auto of = behind ? *behind : scarce;
  if (counts[static_cast<std::size_t>(of)] * 2 > *most) return {};
  return StepAndReason{fmt::format("Collect more {} of {}", unit(run), quoted(run, of)),
                       fmt::format("Training had {} {} of it and {} of {}.{}",
                                   grouped(counts[static_cast<std::size_t>(of)]), unit(run), grouped(*most),
                                   quoted(run, static_cast<scene::ClassIndex>(most - counts.begin())),
                                   behind ? " " + recall_sentence(run, of) : "")};
}

Step mixed_up(const RunReport& run) {
  const Score* score = shipped_score(run);
  if (score == nullptr || !has_learned(run)) return {};
  const eval::Confusion& confusion = confusion_of(*score);
  for (const eval::Mixup& mixup : eval::mixups(confusion, static_cast<std::int32_t>(run.classes.size()))) {
    if (mixup.times < kMixedUpTimes) break;
    const std::int64_t truths = confusion.row_sum(mixup.truth);
    if (static_cast<double>(mixup.times) < kMixedUpShare * static_cast<double>(truths)) continue;
    return StepAndReason{
        fmt::format("Collect or relabel {} and {}", quoted(run, mixup.truth), quoted(run, mixup.answer)),
        fmt::format(
            "{} of {} {} of {} were taken for {}. Look at them among the worst mistakes: if the labels are "
            "right, more pictures that show the difference help most.",
            grouped(mixup.times), grouped(truths), unit(run), quoted(run, mixup.truth),
            quoted(run, mixup.answer))};
  }
  return {};
}

Step weak_class(const RunReport& run) {
  const auto behind = class_behind(run);
  if (!behind) return {};
  return StepAndReason{fmt::format("Collect more {} of {}", unit(run), quoted(run, *behind)),
                       recall_sentence(run, *behind)};
}

Step coarse_grid(const RunReport& run) {
  if (run.separable_objects.value_or(1) >= kSeparable) return {};
  return StepAndReason{
      "Choose a larger input, or go closer",
      fmt::format(
          "Objects lie so close that their cells touch, and cells that touch count as one object. With an "
          "input of {}, a network without fault would find {} of the objects.",
          run.input, percent(*run.separable_objects))};
}

Step misses_or_false_alarms(const RunReport& run) {
  const Score* score = shipped_score(run);
  const auto* centroids = score == nullptr ? nullptr : std::get_if<eval::CentroidScore>(score);
  if (centroids == nullptr || !has_learned(run)) return {};
  const double precision = centroids->strict.precision.value, recall = centroids->strict.recall.value;
  const std::string figures = fmt::format("It finds {} of the objects, and {} of what it reports is one.",
                                          percent(recall), percent(precision));
  if (recall < precision - kLopsided)
    return StepAndReason{"Look for objects that nobody labelled, and add pictures of those it misses",
                         figures + " What training pictures show without a label, it learns to pass over."};
  if (precision < recall - kLopsided)
    return StepAndReason{"Add pictures without any object, and check for objects nobody labelled",
                         figures + " What it takes for objects must be shown to it as background."};
  return {};
}

Step unusable_pictures(const RunReport& run) {
  const auto all = static_cast<double>(run.split.train + run.split.validation + run.split.test);
  if (run.problems.empty() || static_cast<double>(run.problems.size()) < kUnusableShare * all) return {};
  return StepAndReason{
      "Repair the pictures that could not be used",
      fmt::format(
          "{} left out; the list is below.",
          run.problems.size() == 1 ? "1 picture was" : fmt::format("{} pictures were", run.problems.size()))};
}

Step noisy_layer(const RunReport& run) {
  for (const LayerError& layer : run.layers)
    if (layer.signal_to_noise_db < kWeakLayer_db)
      return StepAndReason{
          "Watch the int8 model on the board",
          fmt::format("Layer “{}” keeps only {} dB of its signal. The answers do not suffer on these "
                      "pictures; on others they might.",
                      layer.layer, decimal(layer.signal_to_noise_db, 1))};
  return {};
}

Step try_it(const RunReport&) {
  return StepAndReason{
      "Try it where it will work",
      "Nothing in these figures asks for repair. Pictures from the board's own camera, in its own "
      "light, are the test that is left; those it is unsure about make the best next training "
      "pictures."};
}

// While the model is bad: what it learned from, how long, and what it was made to see. How exactly its figure
// is known comes first only where the figure is good (few_pictures).
constexpr Rule kRules[] = {
    {"leak", leak},  // no other figure can be trusted before
    {"nothing_measured", nothing_measured},
    {"class_not_taught", class_not_taught},
    {"coarse_grid", coarse_grid},  // no training can make up for it
    {"ended_early", ended_early},
    {"very_few_to_learn_from", very_few_to_learn_from},
    {"still_learning", still_learning},  // costs no new pictures, and the other figures will change with it
    {"few_steps", few_steps},
    {"hopelessly_few_pictures", hopelessly_few_pictures},
    {"int8_loses", int8_loses},  // costs no new pictures
    {"small_objects_missed", small_objects_missed},
    {"unbalanced", unbalanced},  // names the cause of what the next three name the effect of
    {"scarce_class", scarce_class},
    {"mixed_up", mixed_up},
    {"weak_class", weak_class},
    {"rather_few_to_learn_from", rather_few_to_learn_from},
    {"misses_or_false_alarms", misses_or_false_alarms},  // centroids
    {"boxes_misplaced", boxes_misplaced},                // boxes
    {"nothing_there", nothing_there},
    {"objects_missed", objects_missed},
    {"overfits", overfits},
    {"larger_network", larger_network},
    {"class_not_measured", class_not_measured},
    {"rather_few_pictures", rather_few_pictures},
    {"unusable_pictures", unusable_pictures},
    {"noisy_layer", noisy_layer},
    {"few_leaks", few_leaks, true},
    {"try_it", try_it},
};

}  // namespace

std::span<const Rule> rules() {
  return kRules;
}

}  // namespace tinsmith::report
