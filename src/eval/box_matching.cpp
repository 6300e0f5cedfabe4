#include "eval/box_matching.h"

#include <algorithm>
#include <numeric>

namespace tinsmith::eval {
namespace {

constexpr std::uint16_t kAllThresholds = (1 << kIouThresholds) - 1;

// Indices of the objects and detections of one class in a picture; detections in the order of falling score.
struct ClassView {
  std::span<const std::int32_t> truths, detections;
};

// The objects and detections of a picture, grouped by class.
class Grouped {
 public:
  explicit Grouped(const PictureBoxes& picture)
      : picture_(picture), truths_(picture.truths.size()), detections_(picture.detections.size()) {
    std::iota(truths_.begin(), truths_.end(), 0);
    std::iota(detections_.begin(), detections_.end(), 0);
    std::stable_sort(truths_.begin(), truths_.end(),
                     [&](std::int32_t a, std::int32_t b) { return class_of_truth(a) < class_of_truth(b); });
    std::stable_sort(detections_.begin(), detections_.end(), [&](std::int32_t a, std::int32_t b) {
      const scene::Detection &left = detection(a), &right = detection(b);
      return left.class_index != right.class_index ? left.class_index < right.class_index
                                                   : left.score > right.score;
    });
  }

  // Calls visit(class index, ClassView) for each class that occurs.
  template <class Visit>
  void each_class(const Visit& visit) const {
    auto truth = truths_.begin();
    auto found = detections_.begin();
    while (truth != truths_.end() || found != detections_.end()) {
      scene::ClassIndex next =
          found == detections_.end() ? class_of_truth(*truth) : detection(*found).class_index;
      if (truth != truths_.end()) next = std::min(next, class_of_truth(*truth));
      const auto first_truth = truth;
      const auto first_found = found;
      while (truth != truths_.end() && class_of_truth(*truth) == next) ++truth;
      while (found != detections_.end() && detection(*found).class_index == next) ++found;
      const auto looked_at = std::min<std::ptrdiff_t>(found - first_found, kMaxDetections);
      visit(next, ClassView{{first_truth, truth}, {first_found, first_found + looked_at}});
    }
  }

 private:
  scene::ClassIndex class_of_truth(std::int32_t i) const {
    return picture_.truths[static_cast<std::size_t>(i)].class_index;
  }
  const scene::Detection& detection(std::int32_t i) const {
    return picture_.detections[static_cast<std::size_t>(i)];
  }
  const PictureBoxes& picture_;
  std::vector<std::int32_t> truths_, detections_;
};

// Matches the objects and detections of one class in one picture. Indices are those in the ClassView.
class ClassMatcher {
 public:
  ClassMatcher(const PictureBoxes& picture, const ClassView& view) : picture_(picture), view_(view) {
    overlaps_.reserve(view.truths.size() * view.detections.size());
    for (std::size_t found = 0; found < view.detections.size(); ++found) {
      double most = 0;
      for (std::size_t g = 0; g < view.truths.size(); ++g) {
        overlaps_.push_back(overlap_of(detection(found).box, truth(g)));
        most = std::max(most, overlaps_.back());
      }
      max_overlap_.push_back(most);
    }
  }

  // Marks all objects as free; those outside the range do not count. Returns the number that count.
  std::int32_t begin(const AreaRange& range, double area_scale) {
    const std::size_t count = view_.truths.size();
    claimed_.assign(count, 0);
    is_ignored_.resize(count);
    order_.resize(count);
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    for (std::size_t g = 0; g < count; ++g)
      is_ignored_[g] = truth(g).is_crowd || !range.contains(area_scale * truth_area(g));
    const auto ignored =
        std::stable_partition(order_.begin(), order_.end(), [&](std::size_t g) { return !is_ignored_[g]; });
    return static_cast<std::int32_t>(ignored - order_.begin());
  }

  // Returns the object that this detection takes at this threshold, after all detections with higher
  // scores; kNoTruth: none.
  std::int32_t take(std::size_t found, std::size_t threshold) {
    double most = iou_threshold(threshold);
    if (max_overlap_[found] < most) return kNoTruth;
    std::int32_t taken = kNoTruth;
    for (const std::size_t g : order_) {
      if ((claimed_[g] >> threshold & 1) != 0 && !truth(g).is_crowd) continue;
      if (taken != kNoTruth && !is_ignored(taken) && is_ignored_[g]) break;
      const double overlap = overlaps_[found * view_.truths.size() + g];
      if (overlap < most) continue;  // with equal IoU the later one is taken, as in pycocotools
      most = overlap;
      taken = static_cast<std::int32_t>(g);
    }
    if (taken != kNoTruth)
      claimed_[static_cast<std::size_t>(taken)] |= static_cast<std::uint16_t>(1 << threshold);
    return taken;
  }

  bool is_ignored(std::int32_t taken) const { return is_ignored_[static_cast<std::size_t>(taken)]; }
  const scene::Detection& detection(std::size_t found) const {
    return picture_.detections[static_cast<std::size_t>(view_.detections[found])];
  }

 private:
  const scene::LabelledBox& truth(std::size_t g) const {
    return picture_.truths[static_cast<std::size_t>(view_.truths[g])];
  }
  double truth_area(std::size_t g) const {
    return picture_.truth_area(static_cast<std::size_t>(view_.truths[g]));
  }

  const PictureBoxes& picture_;
  ClassView view_;
  std::vector<double> overlaps_;  // [detections, truths]
  std::vector<double> max_overlap_;
  std::vector<bool> is_ignored_;
  std::vector<std::size_t> order_;      // objects that count, then the others
  std::vector<std::uint16_t> claimed_;  // per object; bit t: taken at threshold t
};

JudgedDetection judged(ClassMatcher& matcher, std::size_t found, bool is_outside) {
  JudgedDetection result;
  result.score = matcher.detection(found).score;
  result.rank = static_cast<std::int32_t>(found);
  for (std::size_t t = 0; t < kIouThresholds; ++t) {
    const std::int32_t taken = matcher.take(found, t);
    const auto bit = static_cast<std::uint16_t>(1 << t);
    const bool is_ignored = taken == kNoTruth ? is_outside : matcher.is_ignored(taken);
    if (is_ignored) result.ignored |= bit;
    if (taken != kNoTruth && !is_ignored) result.right |= bit;
  }
  return result;
}

}  // namespace

std::int64_t ClassMatches::truth_count() const {
  std::int64_t sum = 0;
  for (const Truths& part : truths) sum += part.count;
  return sum;
}

double overlap_of(const scene::Box& detection, const scene::LabelledBox& truth) {
  if (!truth.is_crowd) return scene::iou(detection, truth.box);
  const double shared = scene::shared_area(detection, truth.box);
  return shared > 0 ? shared / detection.area() : 0;
}

BoxMatches match_boxes(std::span<const PictureBoxes> pictures, std::int32_t classes,
                       std::span<const AreaRange> ranges, AreaOf area_of) {
  check_boxes(pictures, classes);
  BoxMatches matches{static_cast<std::int32_t>(pictures.size()), classes, ranges.size(), {}};
  matches.parts.resize(static_cast<std::size_t>(classes) * ranges.size());
  for (std::int32_t p = 0; p < matches.pictures; ++p) {
    const PictureBoxes& picture = pictures[static_cast<std::size_t>(p)];
    const double area_scale = area_of == AreaOf::NetworkInput ? picture.input_area_scale : 1;
    Grouped(picture).each_class([&](scene::ClassIndex class_index, const ClassView& view) {
      ClassMatcher matcher(picture, view);
      for (std::size_t r = 0; r < ranges.size(); ++r) {
        ClassMatches& part = matches.parts[static_cast<std::size_t>(class_index) * ranges.size() + r];
        const std::int32_t counting = matcher.begin(ranges[r], area_scale);
        if (counting > 0) part.truths.push_back({p, counting});
        for (std::size_t found = 0; found < view.detections.size(); ++found) {
          const double area = area_scale * matcher.detection(found).box.area();
          JudgedDetection detection = judged(matcher, found, !ranges[r].contains(area));
          detection.picture = p;
          if (detection.ignored != kAllThresholds) part.detections.push_back(detection);
        }
      }
    });
  }
  for (ClassMatches& part : matches.parts)
    std::stable_sort(part.detections.begin(), part.detections.end(),
                     [](const JudgedDetection& a, const JudgedDetection& b) { return a.score > b.score; });
  return matches;
}

std::vector<std::int32_t> taken_truths(const PictureBoxes& picture) {
  std::vector<std::int32_t> taken(picture.detections.size(), kNoTruth);
  Grouped(picture).each_class([&](scene::ClassIndex, const ClassView& view) {
    ClassMatcher matcher(picture, view);
    matcher.begin({}, 1);
    for (std::size_t found = 0; found < view.detections.size(); ++found) {
      const std::int32_t truth = matcher.take(found, 0);
      if (truth != kNoTruth)
        taken[static_cast<std::size_t>(view.detections[found])] =
            view.truths[static_cast<std::size_t>(truth)];
    }
  });
  return taken;
}

}  // namespace tinsmith::eval
