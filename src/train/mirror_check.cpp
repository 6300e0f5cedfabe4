#include "train/mirror_check.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/check.h"
#include "eval/paired.h"

namespace tinsmith::train {
namespace {

// p-value of McNemar's exact test below which a difference is clear: random predictions rarely reach it.
constexpr double kClear_p = 0.01;
// p-value below which the counts may not be due to chance and are checked again.
constexpr double kDoubtful_p = 0.2;
// Min loss of correct predictions that counts, as a fraction: a network that was trained without mirrored
// pictures is slightly worse on them even if mirroring keeps the classes.
constexpr double kMinLoss_fraction = 0.1;
// Fraction of a class's objects above which the class counts as changed into another one; fewer
// could be chance.
constexpr double kSwapped_fraction = 0.5;
// A class counts as known if more than this fraction of its objects are predicted correctly, and more than
// this fraction of the predictions of this class are correct.
constexpr double kKnown_fraction = 0.5;
// Number of standard deviations above the result of always predicting the most frequent class; a normal
// distribution exceeds it with a probability of 0.001.
constexpr double kBetterThanGuessing = 3.09;

bool is_more_than(double fraction, std::int64_t count, std::int64_t of) {
  return static_cast<double>(count) > fraction * static_cast<double>(of);
}

// Counts by true and predicted class.
using Counts = std::map<std::pair<scene::ClassIndex, scene::ClassIndex>, std::int64_t>;

// The predictions for objects that were found in both pictures.
struct Answers {
  std::map<scene::ClassIndex, std::int64_t> truths, plain;  // objects per class, predictions per class
  Counts pairs;
  // For objects predicted correctly as they are: the other class predicted when mirrored.
  Counts became;
  Counts gained, no_longer;  // predicted so only when mirrored; only as they are

  std::int64_t right_of(scene::ClassIndex c) const { return count(pairs, c, c); }
  static std::int64_t count(const Counts& counts, scene::ClassIndex truth, scene::ClassIndex answer) {
    const auto found = counts.find({truth, answer});
    return found == counts.end() ? 0 : found->second;
  }
  bool knows(scene::ClassIndex c) const {
    const auto named = plain.find(c);
    return named != plain.end() && is_more_than(kKnown_fraction, right_of(c), truths.at(c)) &&
           is_more_than(kKnown_fraction, right_of(c), named->second);
  }
};

void add(Answers& answers, scene::ClassIndex truth, scene::ClassIndex plain, scene::ClassIndex mirrored) {
  ++answers.truths[truth];
  ++answers.plain[plain];
  ++answers.pairs[{truth, plain}];
  if (plain == mirrored) return;
  ++answers.gained[{truth, mirrored}];
  ++answers.no_longer[{truth, plain}];
  if (plain == truth) ++answers.became[{truth, mirrored}];
}

std::vector<MirrorSwap> swaps_of(const Answers& answers) {
  std::vector<MirrorSwap> swaps;
  for (const auto& [pair, count] : answers.became) {
    const auto [truth, answer] = pair;
    const std::int64_t of = answers.right_of(truth), gained = Answers::count(answers.gained, truth, answer),
                       no_longer = Answers::count(answers.no_longer, truth, answer);
    if (answers.truths.contains(answer) && answers.knows(truth) && answers.knows(answer) &&
        is_more_than(kSwapped_fraction, count, of) && gained > no_longer &&
        eval::mcnemar_p_value(gained, no_longer) < kClear_p)
      swaps.push_back({truth, answer, count, of});
  }
  std::stable_sort(swaps.begin(), swaps.end(),
                   [](const MirrorSwap& a, const MirrorSwap& b) { return a.count > b.count; });
  return swaps;
}

// Whether the number of correct predictions is clearly above that of always predicting the most frequent
// class. With few objects even a perfect result is not; a perfect result is then accepted if there is more
// than one class.
bool is_better_than_guessing(const Answers& answers, std::int64_t right, std::int64_t objects) {
  std::int64_t max_count = 0;
  for (const auto& [truth, count] : answers.truths) max_count = std::max(max_count, count);
  if (right == objects) return answers.truths.size() > 1;
  const auto n = static_cast<double>(objects);
  const double chance = static_cast<double>(max_count) / n;
  return static_cast<double>(right) > n * chance + kBetterThanGuessing * std::sqrt(n * chance * (1 - chance));
}

}  // namespace

MirrorCheck check_mirroring(std::span<const scene::ClassIndex> truths,
                            std::span<const scene::ClassIndex> plain,
                            std::span<const scene::ClassIndex> mirrored) {
  CHECK(plain.size() == truths.size() && mirrored.size() == truths.size(),
        "{} objects, {} predictions, {} mirrored predictions", truths.size(), plain.size(), mirrored.size());
  MirrorCheck check;
  Answers answers;
  for (std::size_t i = 0; i < truths.size(); ++i) {
    if (plain[i] < 0 || mirrored[i] < 0) continue;
    const bool is_right = plain[i] == truths[i], is_right_mirrored = mirrored[i] == truths[i];
    ++check.objects;
    check.right += is_right;
    check.right_mirrored += is_right_mirrored;
    check.lost += is_right && !is_right_mirrored;
    check.won += !is_right && is_right_mirrored;
    add(answers, truths[i], plain[i], mirrored[i]);
  }
  check.swaps = swaps_of(answers);
  const bool is_loss = static_cast<double>(check.lost - check.won) >=
                       std::max(1.0, kMinLoss_fraction * static_cast<double>(check.right));
  const double p = eval::mcnemar_p_value(check.lost, check.won);
  check.changes_classes = !check.swaps.empty() || (is_loss && p < kClear_p);
  const bool has_doubts = check.changes_classes || (is_loss && p < kDoubtful_p);
  check.seems_to_keep_classes = !has_doubts && is_better_than_guessing(answers, check.right, check.objects);
  check.keeps_classes =
      check.seems_to_keep_classes && is_more_than(kKnown_fraction, check.right, check.objects);
  return check;
}

}  // namespace tinsmith::train
