#include "eval/paired_boxes.h"

#include <algorithm>
#include <cstdlib>

#include "base/check.h"
#include "eval/average_precision.h"
#include "eval/box_curves.h"

namespace tinsmith::eval {
namespace {

void check_pair(std::span<const PictureBoxes> first, std::span<const PictureBoxes> second) {
  CHECK(first.size() == second.size(), "the two detectors have predictions for {} and {} pictures",
        first.size(), second.size());
  for (std::size_t p = 0; p < first.size(); ++p)
    CHECK(first[p].truths == second[p].truths,
          "picture {} has a different ground truth for the second detector", p);
}

// Returns the number of mistakes per picture.
std::vector<std::int64_t> mistakes_of(std::span<const PictureBoxes> pictures, std::int32_t classes) {
  const std::vector<double> thresholds = best_thresholds(pictures, classes);
  std::vector<std::int64_t> mistakes;
  for (const PictureBoxes& picture : pictures) {
    const MatchCounts counts = count_matches(at_thresholds(picture, thresholds));
    mistakes.push_back(counts.false_alarms + counts.misses);
  }
  return mistakes;
}

void list_mistakes(std::span<const PictureBoxes> first, std::span<const PictureBoxes> second,
                   std::int32_t classes, BoxComparison& comparison) {
  const auto of_first = mistakes_of(first, classes), of_second = mistakes_of(second, classes);
  for (std::size_t p = 0; p < first.size(); ++p) {
    const PictureMistakes mistakes{static_cast<std::int32_t>(p), of_first[p], of_second[p]};
    if (mistakes.second < mistakes.first) comparison.won.push_back(mistakes);
    if (mistakes.second > mistakes.first) comparison.lost.push_back(mistakes);
  }
  for (auto* list : {&comparison.won, &comparison.lost})
    std::stable_sort(list->begin(), list->end(), [](const PictureMistakes& a, const PictureMistakes& b) {
      return std::abs(a.second - a.first) > std::abs(b.second - b.first);
    });
}

}  // namespace

std::optional<BoxComparison> compare(std::span<const PictureBoxes> first,
                                     std::span<const PictureBoxes> second, std::int32_t classes,
                                     const Bootstrap& bootstrap) {
  check_pair(first, second);
  if (first.empty()) return std::nullopt;
  const AreaRange all[] = {{}};
  const BoxMatches of_first = match_boxes(first, classes, all), of_second = match_boxes(second, classes, all);
  Accumulator accumulator;
  const Statistics figures = [&](std::span<const std::int32_t> drawn) -> std::vector<std::optional<double>> {
    const auto times = times_drawn(of_first.pictures, drawn);
    const auto a = accumulator.over_classes(of_first, 0, times);
    const auto b = accumulator.over_classes(of_second, 0, times);
    if (!a || !b) return std::vector<std::optional<double>>(6);
    const double map_a = mean_of(a->precision), map_b = mean_of(b->precision);
    return {a->precision[0], b->precision[0], b->precision[0] - a->precision[0], map_a, map_b, map_b - map_a};
  };
  const Scale of_fraction = Scale::proportion(trials_of(of_first, 0)), difference;
  const Scale scales[] = {of_fraction, of_fraction, difference, of_fraction, of_fraction, difference};
  const auto estimates = all_estimated(of_first.pictures, figures, bootstrap, scales);
  if (!estimates[0]) return std::nullopt;
  BoxComparison result;
  result.pictures = of_first.pictures;
  result.map50 = {*estimates[0], *estimates[1], *estimates[2]};
  result.map = {*estimates[3], *estimates[4], *estimates[5]};
  list_mistakes(first, second, classes, result);
  return result;
}

}  // namespace tinsmith::eval
