#include "report/box_advice.h"

#include <fmt/format.h>

#include <algorithm>

#include "report/markup.h"
#include "report/numbers.h"

namespace tinsmith::report {
namespace {

// Thresholds of the rules.
constexpr double kMaxErrors = 0.5;           // min fraction of all errors for the dominant kind
constexpr double kErrorsMatter = 0.05;       // min errors of that kind per object
constexpr std::int64_t kFewErrors = 5;       // fewer errors can be chance
constexpr double kSmall_px = 32;             // larger objects do not count as small at any input size
constexpr double kMinSmall_fraction = 0.05;  // min fraction of small objects for the rule to apply
constexpr double kBoxesBehind = 0.15;        // gap: small objects to larger ones, or a class to the mean
constexpr double kScarce = 0.5;              // fraction of the number of objects of the largest class

// An object with a misplaced box also counts as missed. Here it is one error only, the misplaced box.
std::int64_t count_of(const eval::BoxErrors& errors, eval::BoxErrorKind kind) {
  const std::int64_t count = errors[kind].count;
  if (kind != eval::BoxErrorKind::Missed) return count;
  return std::max<std::int64_t>(0, count - errors[eval::BoxErrorKind::Localisation].count);
}

// The number of errors of one kind and of all kinds. `mostly` returns it if that kind dominates.
struct Part {
  std::int64_t count = 0, all = 0;
};
std::optional<Part> mostly(const RunReport& run, eval::BoxErrorKind kind) {
  const eval::DetectionScore* score = shipped_detection_score(run);
  if (score == nullptr || !score->errors || score->map50.value < kLearned) return {};
  Part part{count_of(*score->errors, kind), 0};
  for (std::size_t i = 0; i < eval::kBoxErrorKinds; ++i)
    part.all += count_of(*score->errors, static_cast<eval::BoxErrorKind>(i));
  const auto count = static_cast<double>(part.count);
  const bool is_most = count >= kMaxErrors * static_cast<double>(part.all);
  const bool matters =
      part.count >= kFewErrors && count >= kErrorsMatter * static_cast<double>(score->objects);
  return is_most && matters ? std::optional(part) : std::nullopt;
}

}  // namespace

std::string quoted(const RunReport& run, scene::ClassIndex index) {
  constexpr std::size_t kMaxQuoted_characters = 40;
  return fmt::format("“{}”",
                     shortened(run.classes.at(static_cast<std::size_t>(index)), kMaxQuoted_characters));
}

// Uses the largest size below which recall is worse than above it, even at the upper end of its interval.
Step small_objects_missed(const RunReport& run) {
  const eval::DetectionScore* score = shipped_detection_score(run);
  if (score == nullptr) return {};
  Step step;
  std::int64_t small = 0, small_found = 0, all = 0, all_found = 0;
  for (const eval::SizeSlice& slice : score->sizes) all += slice.objects;
  for (const std::int64_t found : score->found_by_size) all_found += found;
  for (std::size_t i = 0; i < score->sizes.size() && score->sizes[i].max_side_px <= kSmall_px; ++i) {
    small += score->sizes[i].objects;
    small_found += score->found_by_size[i];
    if (score->sizes[i].objects == 0 || small == all) continue;
    const eval::Estimate found = eval::proportion(small_found, small);
    const double larger = static_cast<double>(all_found - small_found) / static_cast<double>(all - small);
    const bool is_behind = found.value < larger - kBoxesBehind && found.interval.high < larger;
    if (!is_behind || static_cast<double>(small) < kMinSmall_fraction * static_cast<double>(all)) continue;
    step = StepAndReason{
        "Choose a larger input (--size)",
        fmt::format("The recall of objects up to {:.0f} pixels in an input of {} is {} ({}), that of larger "
                    "ones {}. {} of {} are that small.",
                    score->sizes[i].max_side_px, run.input, percent(found.value),
                    percent_range(found.interval), percent(larger), grouped(small), grouped(all))};
  }
  return step;
}

Step scarce_class(const RunReport& run) {
  const eval::DetectionScore* score = shipped_detection_score(run);
  const auto& counts = run.split.train_by_class;
  const auto mean = score == nullptr ? std::nullopt : score->coco.figures[eval::CocoFigure::Map50];
  if (!mean || counts.size() != run.classes.size()) return {};
  const auto most = static_cast<double>(*std::max_element(counts.begin(), counts.end()));
  std::optional<std::size_t> weakest;
  double lowest = mean->value - kBoxesBehind;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const auto& ap50 = score->coco.by_class[i].ap50;
    if (!ap50 || *ap50 >= lowest || static_cast<double>(counts[i]) > kScarce * most) continue;
    lowest = *ap50;
    weakest = i;
  }
  if (!weakest) return {};
  const std::string called = quoted(run, static_cast<scene::ClassIndex>(*weakest));
  return StepAndReason{
      fmt::format("Collect more objects of {}", called),
      fmt::format("The training data has {} of it, and {} of the most frequent class; its AP50 is {}, the "
                  "mean of all classes {}.",
                  counted(counts[*weakest], "object", "objects"), grouped(static_cast<std::int64_t>(most)),
                  percent(lowest), percent(mean->value))};
}

Step boxes_misplaced(const RunReport& run) {
  const auto part = mostly(run, eval::BoxErrorKind::Localisation);
  if (!part) return {};
  return StepAndReason{
      "Choose a larger input (--size), or train longer",
      fmt::format("{} of {} errors are boxes that overlap their object, but with a too low IoU. Exact boxes "
                  "need more pixels and more epochs than finding an object at all.",
                  grouped(part->count), grouped(part->all))};
}

Step nothing_there(const RunReport& run) {
  const auto part = mostly(run, eval::BoxErrorKind::Background);
  if (!part) return {};
  return StepAndReason{"Add pictures without any object, and check for objects without a label",
                       fmt::format("{} of {} errors are boxes without an object (false positives). The model "
                                   "must see such places as background in training.",
                                   grouped(part->count), grouped(part->all))};
}

Step objects_missed(const RunReport& run) {
  const auto part = mostly(run, eval::BoxErrorKind::Missed);
  if (!part) return {};
  return StepAndReason{
      "Look for objects without a label, and add pictures of the objects that the model misses",
      fmt::format("{} of {} errors are missed objects. Objects without a label in training pictures teach "
                  "the model to ignore such objects.",
                  grouped(part->count), grouped(part->all))};
}

}  // namespace tinsmith::report
