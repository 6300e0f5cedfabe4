#include "train/mirror_check.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/check.h"

namespace tinsmith::train {
namespace {

// 95 % of a normal distribution: McNemar's test of lost against won.
constexpr double kDeviations = 1.96;
// A network that never saw mirrored pictures is a little worse on them even where classes stay what they are.
constexpr double kLeastLoss_part = 0.1;
// A class becomes another one when so many of its objects do; fewer would be chance.
constexpr double kSwapped_part = 0.5;
constexpr std::int64_t kFewestSwapped = 5;

}  // namespace

MirrorCheck check_mirroring(std::span<const scene::ClassIndex> truths,
                            std::span<const scene::ClassIndex> plain,
                            std::span<const scene::ClassIndex> mirrored) {
  CHECK(plain.size() == truths.size() && mirrored.size() == truths.size(),
        "{} objects, {} answers, {} answers mirrored", truths.size(), plain.size(), mirrored.size());
  MirrorCheck check;
  std::map<scene::ClassIndex, std::int64_t> right_of_class;
  std::map<std::pair<scene::ClassIndex, scene::ClassIndex>, std::int64_t> became;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    if (plain[i] < 0 || mirrored[i] < 0) continue;
    ++check.objects;
    const bool is_right = plain[i] == truths[i], is_right_mirrored = mirrored[i] == truths[i];
    check.right += is_right;
    check.right_mirrored += is_right_mirrored;
    check.lost += is_right && !is_right_mirrored;
    check.won += !is_right && is_right_mirrored;
    if (!is_right) continue;
    ++right_of_class[truths[i]];
    if (!is_right_mirrored) ++became[{truths[i], mirrored[i]}];
  }
  for (const auto& [pair, count] : became) {
    const std::int64_t of = right_of_class[pair.first];
    if (count >= kFewestSwapped && static_cast<double>(count) > kSwapped_part * static_cast<double>(of))
      check.swaps.push_back({pair.first, pair.second, count, of});
  }
  std::stable_sort(check.swaps.begin(), check.swaps.end(),
                   [](const MirrorSwap& a, const MirrorSwap& b) { return a.count > b.count; });
  const auto difference = static_cast<double>(check.lost - check.won);
  const bool is_significant =
      difference > kDeviations * std::sqrt(static_cast<double>(check.lost + check.won));
  check.changes_classes =
      !check.swaps.empty() ||
      (is_significant && difference >= kLeastLoss_part * static_cast<double>(check.right));
  return check;
}

}  // namespace tinsmith::train
