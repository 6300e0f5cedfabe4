#include "studio/data_findings.h"

#include <algorithm>
#include <numeric>
#include <set>

namespace tinsmith::studio {
namespace {

// Two classes are confused when at least this number of their pictures, and this fraction, are taken for the other.
constexpr std::int64_t kMinConfused = 5;
constexpr double kMinConfusedFraction = 0.05;
// A class has few pictures when it has fewer than this fraction of the median.
constexpr double kFewFraction = 0.5;
constexpr std::size_t kExamples = 3;

LeftOutPrediction prediction_of(const store::Picture& picture, const InstantModel& model,
                                const std::vector<double>& logits) {
  const auto scores = train::probabilities_of(logits);
  const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
  const auto own =
      std::find(model.class_ids.begin(), model.class_ids.end(), *picture.class_id) - model.class_ids.begin();
  return {&picture, model.class_ids[static_cast<std::size_t>(best)], scores[static_cast<std::size_t>(best)],
          scores[static_cast<std::size_t>(own)]};
}

double median_of(std::vector<double> values) {
  const auto middle = values.begin() + std::ssize(values) / 2;
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double mirrored_difference(const dataset::Fingerprint& a, const dataset::Fingerprint& b) {
  constexpr auto kSide = static_cast<std::size_t>(dataset::kPrintSide_pixels);
  double sum = 0;
  for (std::size_t i = 0; i < kSide * kSide; ++i) {
    const std::size_t x = i % kSide;
    sum += std::abs(static_cast<double>(a.print[i]) - static_cast<double>(b.print[i - x + kSide - 1 - x]));
  }
  return sum / static_cast<double>(kSide * kSide);
}

bool is_better_kept(const store::Picture* a, const store::Picture* b) {
  const auto worth = [](const store::Picture* one) {
    return std::tuple(one->state == store::LabelState::Unlabelled, -one->width * one->height, one->id);
  };
  return worth(a) < worth(b);
}

bool has_several_classes(const std::vector<const store::Picture*>& group) {
  std::set<std::int64_t> classes;
  for (const store::Picture* one : group)
    if (one->class_id) classes.insert(*one->class_id);
  return classes.size() > 1;
}

struct Confusion {
  std::int64_t from = 0, to = 0, count = 0;
};

// Counts the pictures of one class that are taken for another; a label that is probably wrong is no confusion.
std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> confusions_of(
    std::span<const LeftOutPrediction> predictions) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> counts;
  for (const LeftOutPrediction& one : predictions)
    if (one.class_id != *one.picture->class_id &&
        (one.score - one.label_score < kLabelErrorMargin || one.picture->is_confirmed))
      ++counts[{*one.picture->class_id, one.class_id}];
  return counts;
}

std::optional<PhotoAdvice> confusion_advice(std::span<const LeftOutPrediction> predictions) {
  std::map<std::int64_t, std::int64_t> totals;
  for (const LeftOutPrediction& one : predictions) ++totals[*one.picture->class_id];
  const auto counts = confusions_of(predictions);
  const auto count_of = [&](std::int64_t from, std::int64_t to) {
    const auto found = counts.find({from, to});
    return found == counts.end() ? 0 : found->second;
  };
  PhotoAdvice advice;
  std::int64_t most = 0;
  for (const auto& [pair, count] : counts) {
    const auto [from, to] = pair;
    const std::int64_t both = count + count_of(to, from);
    // This keeps the direction in which the larger fraction is taken for the other class.
    const bool is_weaker = count * totals[to] >= count_of(to, from) * totals[from];
    if (both <= most || !is_weaker) continue;
    most = both;
    advice = {PhotoAdvice::Kind::Confused, from, to, count, totals[from], {}};
  }
  const double pictures = static_cast<double>(totals[advice.class_id] + totals[advice.other_class_id]);
  if (most < kMinConfused || static_cast<double>(most) < kMinConfusedFraction * pictures) return std::nullopt;
  std::vector<LeftOutPrediction> taken;
  for (const LeftOutPrediction& one : predictions)
    if (*one.picture->class_id == advice.class_id && one.class_id == advice.other_class_id &&
        (one.score - one.label_score < kLabelErrorMargin || one.picture->is_confirmed))
      taken.push_back(one);
  std::stable_sort(taken.begin(), taken.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  for (std::size_t i = 0; i < std::min(kExamples, taken.size()); ++i)
    advice.examples.push_back(taken[i].picture);
  return advice;
}

}  // namespace

std::vector<LeftOutPrediction> left_out_predictions(
    std::span<const store::Picture> pictures, const InstantModel& model,
    const std::map<std::string, FeatureCache::Features>& features) {
  std::map<std::int64_t, std::size_t> places;
  for (std::size_t i = 0; i < model.learned.size(); ++i) places.emplace(model.learned[i].picture_id, i);
  const std::size_t classes = model.class_ids.size();
  std::vector<LeftOutPrediction> predictions;
  for (const store::Picture& picture : pictures) {
    if (!picture.class_id || picture.model_job ||
        std::find(model.class_ids.begin(), model.class_ids.end(), *picture.class_id) == model.class_ids.end())
      continue;
    if (const auto place = places.find(picture.id); place != places.end()) {
      // The label has changed since: a model that was learned without the present label says nothing about it.
      if (model.learned[place->second].class_id != *picture.class_id) continue;
      const auto row = std::span(model.head.held_out).subspan(place->second * classes, classes);
      predictions.push_back(prediction_of(picture, model, std::vector<double>(row.begin(), row.end())));
    } else if (const auto own = features.find(picture.hash); own != features.end()) {
      predictions.push_back(prediction_of(picture, model, model.head.logits(*own->second)));
    }
  }
  return predictions;
}

std::vector<LeftOutPrediction> likely_label_errors(std::vector<LeftOutPrediction> predictions) {
  const auto margin = [](const LeftOutPrediction& one) { return one.score - one.label_score; };
  std::erase_if(predictions, [&](const auto& one) {
    return one.class_id == *one.picture->class_id || margin(one) < kLabelErrorMargin;
  });
  std::stable_sort(predictions.begin(), predictions.end(),
                   [&](const auto& a, const auto& b) { return margin(a) > margin(b); });
  return predictions;
}

std::vector<Outlier> outliers_of(const train::Neighbours& neighbours,
                                 std::span<const std::optional<std::int64_t>> class_of) {
  if (neighbours.per_picture < kOutlierNeighbour || neighbours.pictures < kMinOutlierClass) return {};
  std::vector<double> distances;
  std::map<std::optional<std::int64_t>, std::vector<double>> of_class;
  for (std::size_t i = 0; i < neighbours.pictures; ++i) {
    distances.push_back(static_cast<double>(neighbours.distances_of(i)[kOutlierNeighbour - 1]));
    of_class[class_of[i]].push_back(distances.back());
  }
  const double median_of_all = median_of(distances);
  std::map<std::optional<std::int64_t>, double> medians;
  for (const auto& [class_id, own] : of_class)
    medians[class_id] = own.size() < kMinOutlierClass ? median_of_all : median_of(own);
  std::vector<Outlier> outliers;
  for (std::size_t i = 0; i < neighbours.pictures; ++i) {
    const double median = medians[class_of[i]];
    if (median > 0 && distances[i] >= kOutlierRatio * median) outliers.push_back({i, distances[i] / median});
  }
  std::stable_sort(outliers.begin(), outliers.end(),
                   [](const Outlier& a, const Outlier& b) { return a.ratio > b.ratio; });
  return outliers;
}

std::vector<std::pair<std::size_t, std::size_t>> mirrored_pairs(
    const train::Neighbours& neighbours, std::span<const dataset::Fingerprint* const> fingerprints) {
  std::set<std::pair<std::size_t, std::size_t>> pairs;
  for (std::size_t i = 0; i < neighbours.pictures; ++i)
    for (const std::int32_t index :
         neighbours.of(i).first(std::min(kMirrorNeighbours, neighbours.per_picture))) {
      const auto j = static_cast<std::size_t>(index);
      if (fingerprints[i]->is_readable && fingerprints[j]->is_readable &&
          mirrored_difference(*fingerprints[i], *fingerprints[j]) <= kMirrorDifference)
        pairs.emplace(std::min(i, j), std::max(i, j));
    }
  return {pairs.begin(), pairs.end()};
}

std::vector<std::vector<const store::Picture*>> duplicate_groups(
    std::span<const store::Picture> pictures, std::span<const std::pair<std::size_t, std::size_t>> pairs) {
  std::vector<std::size_t> parent(pictures.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root_of = [&](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (const auto& [a, b] : pairs) {
    const std::size_t first = root_of(a), second = root_of(b);
    parent[std::max(first, second)] = std::min(first, second);
  }
  std::map<std::size_t, std::vector<const store::Picture*>> members;
  for (const auto& [a, b] : pairs) members[root_of(a)];
  for (std::size_t i = 0; i < pictures.size(); ++i)
    if (const auto found = members.find(root_of(i)); found != members.end())
      found->second.push_back(&pictures[i]);
  std::vector<std::vector<const store::Picture*>> groups;
  for (auto& [root, group] : members) {
    std::sort(group.begin(), group.end(), is_better_kept);
    groups.push_back(std::move(group));
  }
  std::stable_sort(groups.begin(), groups.end(), [](const auto& a, const auto& b) {
    return std::pair(has_several_classes(a), a.size()) > std::pair(has_several_classes(b), b.size());
  });
  return groups;
}

PhotoAdvice photo_advice(std::span<const LeftOutPrediction> predictions,
                         std::span<const store::Class> classes, std::span<const store::Picture> pictures) {
  if (auto advice = confusion_advice(predictions)) return std::move(*advice);
  if (classes.size() < 2) return {};
  std::map<std::int64_t, std::int64_t> totals;
  for (const store::Picture& picture : pictures)
    if (picture.class_id) ++totals[*picture.class_id];
  std::vector<double> counts;
  for (const store::Class& one : classes) counts.push_back(static_cast<double>(totals[one.id]));
  const auto fewest = std::min_element(counts.begin(), counts.end());
  if (*fewest >= kFewFraction * median_of(counts)) return {};
  const store::Class& one = classes[static_cast<std::size_t>(fewest - counts.begin())];
  return {PhotoAdvice::Kind::Fewest, one.id, 0, totals[one.id], 0, {}};
}

}  // namespace tinsmith::studio
