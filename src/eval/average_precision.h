// eval/average_precision.h — the area under precision over recall, from pictures that were matched.
//
// Formula: `COCOeval.accumulate` of pycocotools 2.0: at each of the recalls 0, 0.01 … 1 the greatest
// precision that is had at that recall or a greater one (0 where it is never reached), and the mean of the
// 101 values.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "eval/box_matching.h"

namespace tinsmith::eval {

// How many detections of a class in a picture recall is measured with: COCO's maxDets.
inline constexpr std::array<std::int32_t, 3> kDetectionLimits{1, 10, kMostDetections};

using ByThreshold = std::array<double, kIouThresholds>;
double mean_of(const ByThreshold& values);

struct Averages {
  ByThreshold precision{};                                    // AP
  std::array<ByThreshold, kDetectionLimits.size()> recall{};  // of all objects, by limit: AR
};

// How often each of the pictures was drawn. Sums over a draw are what a set with those pictures, the same one
// more than once perhaps, would give.
std::vector<std::int32_t> times_drawn(std::int32_t pictures, std::span<const std::int32_t> drawn);

// Sums up matched pictures; its memory is used again from call to call.
class Accumulator {
 public:
  // Of one class; `times` by picture. Absent when no truth of the draw counts.
  std::optional<Averages> of_class(const ClassMatches& matches, std::span<const std::int32_t> times);
  // The mean over the classes that have them.
  std::optional<Averages> over_classes(const BoxMatches& matches, std::size_t range,
                                       std::span<const std::int32_t> times);

 private:
  struct Step {
    std::int64_t right = 0, seen = 0;  // so far: right ones, and all that are not ignored
  };
  static double interpolated(std::span<const Step> steps, std::int64_t truths);
  std::array<std::vector<Step>, kIouThresholds> steps_;  // at each right detection
};

// How many trials a mean over classes stands for: the pictures that show each class (interval.h).
double trials_of(const BoxMatches& matches, std::size_t range);

// Mean AP over classes at IoU 0.5, all areas: the first figure to look at. Absent without a truth.
std::optional<double> map50_of(std::span<const PictureBoxes> pictures, std::int32_t classes);

}  // namespace tinsmith::eval
