#include "eval/average_precision.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "base/check.h"
#include "eval/interval.h"

namespace tinsmith::eval {
namespace {

constexpr int kLastLevel = 100;

// Returns the same double as numpy.linspace(0, 1, 101) at this index.
constexpr double recall_level(int level) {
  return level == kLastLevel ? 1 : level * 0.01;
}

double fraction_of(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

// sum += addend, for all metrics.
void add(Averages& sum, const Averages& addend) {
  for (std::size_t t = 0; t < kIouThresholds; ++t) {
    sum.precision[t] += addend.precision[t];
    for (std::size_t limit = 0; limit < kDetectionLimits.size(); ++limit)
      sum.recall[limit][t] += addend.recall[limit][t];
  }
}

void divide(Averages& sum, double divisor) {
  for (std::size_t t = 0; t < kIouThresholds; ++t) {
    sum.precision[t] /= divisor;
    for (ByThreshold& recall : sum.recall) recall[t] /= divisor;
  }
}

}  // namespace

double mean_of(const ByThreshold& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

std::vector<std::int32_t> times_drawn(std::int32_t pictures, std::span<const std::int32_t> drawn) {
  std::vector<std::int32_t> times(static_cast<std::size_t>(pictures), 0);
  for (const std::int32_t picture : drawn) ++times[static_cast<std::size_t>(picture)];
  return times;
}

// Going from the last step to the first, the max precision so far is the precision at that recall or a higher
// one. Only correct detections increase recall, so only they have a step.
double Accumulator::interpolated(std::span<const Step> steps, std::int64_t truths) {
  if (steps.empty()) return 0;
  int level = kLastLevel;
  while (recall_level(level) > fraction_of(steps.back().right, truths))
    --level;  // this recall is never reached
  double sum = 0, greatest = 0;
  for (std::size_t i = steps.size(); i-- > 0;) {
    const double recall_before = i > 0 ? fraction_of(steps[i - 1].right, truths) : -1;
    greatest = std::max(greatest, fraction_of(steps[i].right, steps[i].seen));
    for (; level >= 0 && recall_level(level) > recall_before; --level) sum += greatest;
  }
  return sum / (kLastLevel + 1);
}

std::optional<Averages> Accumulator::of_class(const ClassMatches& matches,
                                              std::span<const std::int32_t> times) {
  std::int64_t truths = 0;
  for (const ClassMatches::Truths& part : matches.truths)
    truths += std::int64_t{part.count} * times[static_cast<std::size_t>(part.picture)];
  if (truths == 0) return std::nullopt;

  for (auto& steps : steps_) steps.clear();
  std::int64_t seen = 0;
  std::array<Step, kIouThresholds> sums{};  // here `seen` includes the ignored ones
  std::array<std::array<std::int64_t, kIouThresholds>, kDetectionLimits.size()> right_within{};
  for (const JudgedDetection& detection : matches.detections) {
    const std::int64_t drawn = times[static_cast<std::size_t>(detection.picture)];
    seen += drawn;
    if ((detection.right | detection.ignored) == 0 || drawn == 0) continue;
    for (unsigned bits = detection.ignored; bits != 0; bits &= bits - 1)
      sums[static_cast<std::size_t>(std::countr_zero(bits))].seen += drawn;
    for (unsigned bits = detection.right; bits != 0; bits &= bits - 1) {
      const auto t = static_cast<std::size_t>(std::countr_zero(bits));
      sums[t].right += drawn;
      steps_[t].push_back({sums[t].right, seen - sums[t].seen});
      for (std::size_t limit = 0; limit < kDetectionLimits.size(); ++limit)
        if (detection.rank < kDetectionLimits[limit]) right_within[limit][t] += drawn;
    }
  }

  Averages result;
  for (std::size_t t = 0; t < kIouThresholds; ++t) {
    result.precision[t] = interpolated(steps_[t], truths);
    for (std::size_t limit = 0; limit < kDetectionLimits.size(); ++limit)
      result.recall[limit][t] = fraction_of(right_within[limit][t], truths);
  }
  return result;
}

std::optional<Averages> Accumulator::over_classes(const BoxMatches& matches, std::size_t range,
                                                  std::span<const std::int32_t> times) {
  CHECK(times.size() == static_cast<std::size_t>(matches.pictures), "{} pictures drawn from {}", times.size(),
        matches.pictures);
  Averages sum;
  int measured = 0;
  for (scene::ClassIndex index = 0; index < matches.classes; ++index) {
    const auto averages = of_class(matches.of(index, range), times);
    if (!averages) continue;
    add(sum, *averages);
    ++measured;
  }
  if (measured == 0) return std::nullopt;
  divide(sum, measured);
  return sum;
}

double trials_of(const BoxMatches& matches, std::size_t range) {
  std::vector<std::int64_t> pictures_by_class;
  for (scene::ClassIndex index = 0; index < matches.classes; ++index)
    pictures_by_class.push_back(static_cast<std::int64_t>(matches.of(index, range).truths.size()));
  return trials_of_mean(pictures_by_class);
}

std::optional<double> map50_of(std::span<const PictureBoxes> pictures, std::int32_t classes) {
  const AreaRange all[] = {{}};
  const BoxMatches matches = match_boxes(pictures, classes, all);
  const std::vector<std::int32_t> once(pictures.size(), 1);
  const auto averages = Accumulator().over_classes(matches, 0, once);
  return averages ? std::optional(averages->precision[0]) : std::nullopt;
}

}  // namespace tinsmith::eval
