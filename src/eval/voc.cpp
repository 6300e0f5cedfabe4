#include "eval/voc.h"

#include <algorithm>

namespace tinsmith::eval {
namespace {

struct Ranked {
  std::size_t picture = 0;
  const scene::Detection* detection = nullptr;
};

// Counts after each correct detection.
struct Step {
  std::int64_t right = 0, seen = 0;
  double precision() const { return static_cast<double>(right) / static_cast<double>(seen); }
};

bool is_asked_for(const scene::LabelledBox& truth) {
  return !truth.is_difficult && !truth.is_crowd;
}

scene::Box grown(const scene::Box& box, bool is_inclusive) {
  return is_inclusive ? scene::Box{box.x, box.y, box.width + 1, box.height + 1} : box;
}

class ClassPrecision {
 public:
  ClassPrecision(std::span<const PictureBoxes> pictures, const VocRules& rules)
      : pictures_(pictures), rules_(rules) {}

  std::optional<double> of(scene::ClassIndex class_index) {
    std::int64_t objects = 0;
    std::vector<Ranked> ranked;
    is_found_.clear();
    for (std::size_t p = 0; p < pictures_.size(); ++p) {
      is_found_.emplace_back(pictures_[p].truths.size(), false);
      for (const scene::LabelledBox& truth : pictures_[p].truths)
        objects += truth.class_index == class_index && is_asked_for(truth) ? 1 : 0;
      for (const scene::Detection& detection : pictures_[p].detections)
        if (detection.class_index == class_index) ranked.push_back({p, &detection});
    }
    if (objects == 0) return std::nullopt;
    std::stable_sort(ranked.begin(), ranked.end(), [](const Ranked& a, const Ranked& b) {
      return a.detection->score > b.detection->score;
    });
    Step sum;
    std::vector<Step> steps;
    for (const Ranked& next : ranked) judge(next, sum, steps);
    return rules_.points == VocRules::Points::Every ? every_point(steps, objects)
                                                    : eleven_points(steps, objects);
  }

 private:
  void judge(const Ranked& ranked, Step& sum, std::vector<Step>& steps) {
    const auto& truths = pictures_[ranked.picture].truths;
    double most = 0;
    std::size_t nearest = truths.size();
    for (std::size_t g = 0; g < truths.size(); ++g) {
      if (truths[g].class_index != ranked.detection->class_index) continue;
      const double iou = scene::iou(grown(ranked.detection->box, rules_.has_inclusive_boxes),
                                    grown(truths[g].box, rules_.has_inclusive_boxes));
      if (iou > most) {
        most = iou;
        nearest = g;
      }
    }
    const bool is_there = nearest < truths.size() && most >= rules_.iou_threshold;
    if (is_there && !is_asked_for(truths[nearest])) return;
    ++sum.seen;
    if (!is_there || is_found_[ranked.picture][nearest]) return;
    is_found_[ranked.picture][nearest] = true;
    ++sum.right;
    steps.push_back(sum);
  }

  static double every_point(const std::vector<Step>& steps, std::int64_t objects) {
    double area = 0, greatest = 0;
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
      greatest = std::max(greatest, step->precision());
      area += greatest / static_cast<double>(objects);  // each step raises recall by one object
    }
    return area;
  }

  // Recalls are compared as integers, so that 9 of 15 reach 0.6.
  static double eleven_points(const std::vector<Step>& steps, std::int64_t objects) {
    double sum = 0;
    for (int level = 0; level <= 10; ++level) {
      double greatest = 0;
      for (const Step& step : steps)
        if (10 * step.right >= level * objects) greatest = std::max(greatest, step.precision());
      sum += greatest;
    }
    return sum / 11;
  }

  std::span<const PictureBoxes> pictures_;
  VocRules rules_;
  std::vector<std::vector<bool>> is_found_;
};

}  // namespace

std::vector<std::optional<double>> voc_average_precisions(std::span<const PictureBoxes> pictures,
                                                          std::int32_t classes, const VocRules& rules) {
  check_boxes(pictures, classes);
  ClassPrecision precision(pictures, rules);
  std::vector<std::optional<double>> result;
  for (scene::ClassIndex index = 0; index < classes; ++index) result.push_back(precision.of(index));
  return result;
}

std::optional<double> voc_mean_average_precision(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                                 const VocRules& rules) {
  double sum = 0;
  int measured = 0;
  for (const auto& precision : voc_average_precisions(pictures, classes, rules)) {
    if (!precision) continue;
    sum += *precision;
    ++measured;
  }
  return measured > 0 ? std::optional(sum / measured) : std::nullopt;
}

}  // namespace tinsmith::eval
