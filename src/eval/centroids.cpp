#include "eval/centroids.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace tinsmith::eval {
namespace {

constexpr std::int32_t kNone = -1;

// The matching of one picture: for each find its object, or kNone.
struct Matching {
  std::vector<std::int32_t> truth_of_find;
  std::vector<bool> is_claimed;  // per object

  explicit Matching(const PictureCentroids& picture)
      : truth_of_find(picture.finds.size(), kNone), is_claimed(picture.truths.size(), false) {}

  void claim(std::size_t find, std::size_t truth) {
    truth_of_find[find] = static_cast<std::int32_t>(truth);
    is_claimed[truth] = true;
  }

  MatchCounts counts() const {
    MatchCounts result;
    for (const std::int32_t truth : truth_of_find) ++(truth == kNone ? result.false_alarms : result.hits);
    for (const bool claimed : is_claimed) result.misses += claimed ? 0 : 1;
    return result;
  }
};

Matching usual_matching(const PictureCentroids& picture) {
  Matching matching(picture);
  for (std::size_t find = 0; find < picture.finds.size(); ++find) {
    const Centroid& found = picture.finds[find];
    double nearest = std::numeric_limits<double>::infinity();
    std::int32_t claimed = kNone;
    for (std::size_t truth = 0; truth < picture.truths.size(); ++truth) {
      const Centroid& object = picture.truths[truth];
      if (object.class_index != found.class_index) continue;
      const double distance = std::hypot(object.at.x - found.at.x, object.at.y - found.at.y);
      if (distance <= kUsualDistance && distance < nearest) {
        nearest = distance;
        claimed = static_cast<std::int32_t>(truth);
      }
    }
    if (claimed != kNone) matching.claim(find, static_cast<std::size_t>(claimed));
  }
  return matching;
}

bool within_a_cell(const Centroid& a, const Centroid& b, GridSize grid) {
  return std::hypot((a.at.x - b.at.x) * grid.width, (a.at.y - b.at.y) * grid.height) <= kStrictDistance_cells;
}

// Finds a maximum matching of finds and objects by augmenting paths (Kuhn 1955), adding finds in order.
class LargestMatching {
 public:
  LargestMatching(const PictureCentroids& picture, GridSize grid)
      : picture_(picture), grid_(grid), find_of_truth_(picture.truths.size(), kNone) {}

  void add(std::size_t find) {
    visited_.assign(picture_.truths.size(), false);
    extend(find);
  }
  const std::vector<std::int32_t>& find_of_truth() const { return find_of_truth_; }

 private:
  bool extend(std::size_t find) {
    for (std::size_t truth = 0; truth < picture_.truths.size(); ++truth) {
      if (visited_[truth] || picture_.truths[truth].class_index != picture_.finds[find].class_index ||
          !within_a_cell(picture_.finds[find], picture_.truths[truth], grid_))
        continue;
      visited_[truth] = true;
      const std::int32_t holder = find_of_truth_[truth];
      if (holder == kNone || extend(static_cast<std::size_t>(holder))) {
        find_of_truth_[truth] = static_cast<std::int32_t>(find);
        return true;
      }
    }
    return false;
  }

  const PictureCentroids& picture_;
  GridSize grid_;
  std::vector<std::int32_t> find_of_truth_;
  std::vector<bool> visited_;
};

Matching strict_matching(const PictureCentroids& picture, GridSize grid) {
  LargestMatching largest(picture, grid);
  for (std::size_t find = 0; find < picture.finds.size(); ++find) largest.add(find);
  Matching matching(picture);
  for (std::size_t truth = 0; truth < picture.truths.size(); ++truth)
    if (largest.find_of_truth()[truth] != kNone)
      matching.claim(static_cast<std::size_t>(largest.find_of_truth()[truth]), truth);
  return matching;
}

// Counts a matched picture. An unmatched find and an unmatched object are counted as a confusion if
// `mixes` returns true.
template <class Mixes>
void count(Confusion& confusion, const PictureCentroids& picture, Matching matching, const Mixes& mixes) {
  const scene::ClassIndex background = confusion.size() - 1;
  for (std::size_t find = 0; find < picture.finds.size(); ++find) {
    const scene::ClassIndex answer = picture.finds[find].class_index;
    std::size_t truth = 0;
    if (matching.truth_of_find[find] != kNone) {
      confusion.count(answer, answer);
      continue;
    }
    while (truth < picture.truths.size() && (matching.is_claimed[truth] || !mixes(find, truth))) ++truth;
    if (truth < picture.truths.size()) {
      matching.is_claimed[truth] = true;
      confusion.count(picture.truths[truth].class_index, answer);
    } else {
      confusion.count(background, answer);
    }
  }
  for (std::size_t truth = 0; truth < picture.truths.size(); ++truth)
    if (!matching.is_claimed[truth]) confusion.count(picture.truths[truth].class_index, background);
}

CentroidRuleScore rule_score(const std::vector<MatchCounts>& by_picture, Confusion confusion,
                             const Bootstrap& bootstrap) {
  CentroidRuleScore result;
  std::int64_t informative = 0;  // pictures with an object or a find
  for (const MatchCounts& counts : by_picture) {
    result.counts += counts;
    informative += counts == MatchCounts{} ? 0 : 1;
  }
  const Scale scale = Scale::proportion(static_cast<double>(informative));
  const auto measured = [&](double (MatchCounts::*figure)() const) {
    const Statistic statistic = [&](std::span<const std::int32_t> drawn) {
      MatchCounts sum;
      for (const std::int32_t picture : drawn) sum += by_picture[static_cast<std::size_t>(picture)];
      return (sum.*figure)();
    };
    return estimated(static_cast<std::int32_t>(by_picture.size()), statistic, bootstrap, scale);
  };
  result.precision = measured(&MatchCounts::precision);
  result.recall = measured(&MatchCounts::recall);
  result.f1 = measured(&MatchCounts::f1);
  for (scene::ClassIndex index = 0; index + 1 < confusion.size(); ++index)
    result.by_class.push_back(class_score(confusion, index));
  result.confusion = std::move(confusion);
  return result;
}

}  // namespace

Centroid centroid_of(scene::ClassIndex class_index, const scene::Box& box, double picture_width,
                     double picture_height) {
  const scene::Point centre = scene::centre_of(box);
  return {class_index, {centre.x / picture_width, centre.y / picture_height}};
}

MatchCounts match_usual(const PictureCentroids& picture) {
  return usual_matching(picture).counts();
}

MatchCounts match_strict(const PictureCentroids& picture, GridSize grid) {
  return strict_matching(picture, grid).counts();
}

std::vector<std::int32_t> worst_pictures(std::span<const PictureCentroids> pictures, GridSize grid,
                                         std::size_t limit) {
  std::vector<std::int64_t> faults;
  std::vector<std::int32_t> worst;
  for (const PictureCentroids& picture : pictures) {
    const MatchCounts counts = match_strict(picture, grid);
    if (counts.false_alarms + counts.misses > 0) worst.push_back(static_cast<std::int32_t>(faults.size()));
    faults.push_back(counts.false_alarms + counts.misses);
  }
  std::stable_sort(worst.begin(), worst.end(), [&](std::int32_t a, std::int32_t b) {
    return faults[static_cast<std::size_t>(a)] > faults[static_cast<std::size_t>(b)];
  });
  worst.resize(std::min(worst.size(), limit));
  return worst;
}

OperatingPoint operating_point_at(std::span<const PictureCentroids> pictures, std::int32_t classes,
                                  GridSize grid, double threshold) {
  Confusion confusion(classes + 1);
  for (const PictureCentroids& picture : pictures)
    count(confusion, picture, strict_matching(picture, grid), [&](std::size_t find, std::size_t truth) {
      // The classes differ, because otherwise the matching could have one more pair.
      return within_a_cell(picture.finds[find], picture.truths[truth], grid);
    });
  return operating_point(threshold, std::move(confusion));
}

std::optional<CentroidScore> score(std::span<const PictureCentroids> pictures, std::int32_t classes,
                                   GridSize grid, const Bootstrap& bootstrap) {
  return score(pictures, pictures, classes, grid, bootstrap);
}

std::optional<CentroidScore> score(std::span<const PictureCentroids> usual,
                                   std::span<const PictureCentroids> strict, std::int32_t classes,
                                   GridSize grid, const Bootstrap& bootstrap) {
  CHECK(usual.size() == strict.size(), "{} and {} pictures", usual.size(), strict.size());
  if (usual.empty()) return std::nullopt;
  CentroidScore result;
  result.pictures = static_cast<std::int64_t>(usual.size());
  std::vector<MatchCounts> usual_counts, strict_counts;
  Confusion confusion(classes + 1);
  for (std::size_t i = 0; i < usual.size(); ++i) {
    result.objects += static_cast<std::int64_t>(usual[i].truths.size());
    const Matching usually = usual_matching(usual[i]);
    usual_counts.push_back(usually.counts());
    strict_counts.push_back(match_strict(strict[i], grid));
    count(confusion, usual[i], usually, [](std::size_t, std::size_t) { return false; });
  }
  OperatingPoint point = operating_point_at(strict, classes, grid, result.threshold);
  result.usual = rule_score(usual_counts, std::move(confusion), bootstrap);
  result.strict = rule_score(strict_counts, std::move(point.confusion), bootstrap);
  return result;
}

}  // namespace tinsmith::eval
