#include "report/advice.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/box_advice.h"
#include "report/learning_advice.h"
#include "report/numbers.h"

namespace tinsmith::report {
namespace {

// Thresholds of the rules.
constexpr double kLeak_fraction = 0.01;        // fraction of the measured pictures; fewer change no figure
constexpr double kHopelesslyWide = 0.20;       // interval width that includes good and useless models
constexpr double kWide = 0.10;                 // interval width within which two models are indistinguishable
constexpr double kWantedHalfWidth = 0.03;      // target when more test pictures are recommended
constexpr double kInt8Loss = 0.01;             // loss of accuracy or F1 compared with float
constexpr std::int64_t kInt8LossPictures = 3;  // fewer pictures can be chance
constexpr double kImbalance = 4;               // max number of pictures of a class over the min
constexpr double kMixedUp_fraction = 0.10;     // fraction of a class's objects predicted as one other class
constexpr std::int64_t kMixedUpTimes = 3;
constexpr double kSeparable = 0.9;  // min fraction of objects that the grid should separate
constexpr double kLopsided = 0.10;  // difference between precision and recall
constexpr double kBehind = 0.15;    // difference between the recall of a class and that of all classes
constexpr double kUnusable_fraction = 0.02;  // fraction of the pictures
constexpr double kWeakLayer_db = 20;         // noise is a tenth of the signal's amplitude

double recall_of_all(const Score& score) {
  const eval::Confusion& confusion = confusion_of(score);
  std::int64_t hits = 0, truths = 0;
  for (const eval::ClassScore& row : class_scores_of(score)) {
    hits += row.hits;
    truths += row.support;
  }
  return truths > 0 ? static_cast<double>(hits) / static_cast<double>(truths) : confusion.size() > 0 ? 1 : 0;
}

bool has_many_leaks(const RunReport& run) {
  const Score* score = shipped_score(run);
  const double measured = score == nullptr ? 0 : static_cast<double>(pictures_of(*score));
  return static_cast<double>(run.split.leaks) >= kLeak_fraction * measured;
}

StepAndReason about_leaks(const RunReport& run, std::string_view consequence) {
  return {run.split.is_given ? "Split the pictures again (--val 0.2 --test 0.2)"
                             : "Remove the duplicates from the data",
          fmt::format("{} of the {} set {} a duplicate or near duplicate among the training pictures. {}",
                      run.split.leaks == 1 ? "1 picture" : grouped(run.split.leaks) + " pictures",
                      set_name(run), run.split.leaks == 1 ? "has" : "have", consequence)};
}

Step leak(const RunReport& run) {
  if (run.split.leaks == 0 || !has_many_leaks(run) || !has_learned(run)) return {};
  return about_leaks(run, "The model may have memorized them, so its metrics are too optimistic.");
}

Step harmless_leaks(const RunReport& run) {
  if (run.split.leaks == 0) return {};
  if (!has_many_leaks(run)) return about_leaks(run, "These are too few to change the metrics noticeably.");
  // While the metric is bad, other steps have priority, even if leaks make the metric better than it should be.
  if (has_learned(run)) return {};
  return about_leaks(run, "The real metrics may be even lower.");
}

Step nothing_measured(const RunReport& run) {
  if (shipped_score(run) != nullptr) return {};
  return StepAndReason{
      "Add test pictures",
      "There were no pictures for an evaluation, so nothing is known about how well the model works."};
}

std::string more_pictures(const RunReport& run, const Score& score) {
  const eval::Estimate& figure = headline(score);
  // The interval's width is inversely proportional to the square root of the count.
  const double shrink = figure.interval.width() / (2 * kWantedHalfWidth);
  const double needed = std::ceil(static_cast<double>(pictures_of(score)) * shrink * shrink / 10) * 10;
  return fmt::format(
      "With {} the 95 % interval of the {} is {}. About {} {} pictures would narrow it to ±{:.0f} points.",
      counted(pictures_of(score), "picture", "pictures"), heads::info_of(run.task).headline.title,
      percent_range(figure.interval), grouped(static_cast<std::int64_t>(needed)), set_name(run),
      kWantedHalfWidth * 100);
}

Step few_pictures(const RunReport& run, double width) {
  const Score* score = shipped_score(run);
  // The precision of a metric matters only once the metric itself is good.
  if (score == nullptr || !is_good(run) || headline(*score).interval.width() <= width) return {};
  return StepAndReason{fmt::format("Collect more {} pictures", set_name(run)), more_pictures(run, *score)};
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
  std::string reason = fmt::format("The int8 model is {} worse than the float model ({}).",
                                   points(-difference.value).substr(1), points_range(difference.interval));
  const auto weakest = std::min_element(
      run.layers.begin(), run.layers.end(),
      [](const auto& a, const auto& b) { return a.signal_to_noise_db < b.signal_to_noise_db; });
  if (weakest != run.layers.end())
    reason += fmt::format(" Layer “{}” ({}) has the lowest signal to quantization noise ratio, {} dB.",
                          weakest->layer, weakest->operation, decimal(weakest->signal_to_noise_db, 1));
  return StepAndReason{"Reduce the quantization error: more, or more varied, calibration pictures help most",
                       reason};
}

// Returns the class whose recall is furthest behind the others, if even the upper end of its interval is.
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
  return fmt::format("The recall of {} is {} ({}), that of all classes together {}.", quoted(run, index),
                     percent(recall.value), percent_range(recall.interval), percent(recall_of_all(score)));
}

Step unbalanced(const RunReport& run) {
  if (run.task == scene::Task::Boxes) return {};  // each class has its own AP; see scarce_class
  const auto& counts = run.split.train_by_class;
  if (counts.size() < 2 || counts.size() != run.classes.size()) return {};
  const auto [fewest, most] = std::minmax_element(counts.begin(), counts.end());
  if (static_cast<double>(*most) < kImbalance * static_cast<double>(*fewest)) return {};
  const auto behind = class_behind(run);
  const auto scarce = static_cast<scene::ClassIndex>(fewest - counts.begin());
  const auto of = behind ? *behind : scarce;
  if (counts[static_cast<std::size_t>(of)] * 2 > *most) return {};
  return StepAndReason{fmt::format("Collect more {} of {}", unit(run), quoted(run, of)),
                       fmt::format("The training data has {} {} of it and {} of {}.{}",
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
    if (static_cast<double>(mixup.times) < kMixedUp_fraction * static_cast<double>(truths)) continue;
    return StepAndReason{
        fmt::format("Collect or relabel {} and {}", quoted(run, mixup.truth), quoted(run, mixup.answer)),
        fmt::format("{} of {} {} of {} were predicted as {}. Look at them among the worst mistakes: if their "
                    "labels are correct, more pictures that show the difference help most.",
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
      "Choose a larger input, or move the camera closer",
      fmt::format("Objects are so close that their cells touch, and cells that touch count as one object. "
                  "With an input of {}, even a perfect network would find only {} of the objects.",
                  run.input, percent(*run.separable_objects))};
}

Step misses_or_false_alarms(const RunReport& run) {
  const Score* score = shipped_score(run);
  const auto* centroids = score == nullptr ? nullptr : std::get_if<eval::CentroidScore>(score);
  if (centroids == nullptr || !has_learned(run)) return {};
  const double precision = centroids->strict.precision.value, recall = centroids->strict.recall.value;
  const std::string figures =
      fmt::format("The model finds {} of the objects, and {} of its predictions are correct.",
                  percent(recall), percent(precision));
  if (recall < precision - kLopsided)
    return StepAndReason{
        "Look for objects without a label, and add pictures of the objects that the model misses",
        figures + " Objects without a label in training pictures teach the model to ignore such objects."};
  if (precision < recall - kLopsided)
    return StepAndReason{
        "Add pictures without any object, and check for objects without a label",
        figures + " The model must see the places of its false positives as background in training."};
  return {};
}

Step unusable_pictures(const RunReport& run) {
  const auto all = static_cast<double>(run.split.train + run.split.validation + run.split.test);
  if (run.problems.empty() || static_cast<double>(run.problems.size()) < kUnusable_fraction * all) return {};
  return StepAndReason{
      "Repair the pictures that could not be used",
      fmt::format(
          "{} left out; the list is below.",
          run.problems.size() == 1 ? "1 picture was" : fmt::format("{} pictures were", run.problems.size()))};
}

Step noisy_layer(const RunReport& run) {
  for (const LayerError& layer : run.layers)
    if (layer.signal_to_noise_db < kWeakLayer_db)
      return StepAndReason{"Check the int8 model on the board",
                           fmt::format("Layer “{}” has a signal to quantization noise ratio of only {} dB. "
                                       "It does not lower the metrics on these pictures; on others it might.",
                                       layer.layer, decimal(layer.signal_to_noise_db, 1))};
  return {};
}

Step try_it(const RunReport&) {
  return StepAndReason{
      "Test it where it will be used",
      "These metrics show no problem. The remaining test is with pictures from the board's own camera in its "
      "real light; those about which the model is unsure are the best next training pictures."};
}

// While the model is bad, the rules look at its training data, the training time, and the task itself. The
// precision of the metric has priority only when the metric is good (few_pictures).
constexpr Rule kRules[] = {
    {"leak", leak},  // no other figure can be trusted while there is a leak
    {"nothing_measured", nothing_measured},
    {"class_not_taught", class_not_taught},
    {"coarse_grid", coarse_grid},  // training cannot compensate for it
    {"ended_early", ended_early},
    {"mirrored_classes", mirrored_classes},  // mirrored training pictures have wrong labels
    {"very_few_to_learn_from", very_few_to_learn_from},
    {"still_learning", still_learning},  // needs no new pictures, and changes all other figures
    {"few_steps", few_steps},
    {"hopelessly_few_pictures", hopelessly_few_pictures},
    {"int8_loses", int8_loses},  // costs no new pictures
    {"small_objects_missed", small_objects_missed},
    {"unbalanced", unbalanced},  // names the cause whose effects the next three rules name
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
    {"harmless_leaks", harmless_leaks, true},
    {"try_it", try_it},
};

}  // namespace

std::span<const Rule> rules() {
  return kRules;
}

}  // namespace tinsmith::report
