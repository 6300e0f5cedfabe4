// eval/average_precision.h — average precision and recall of matched pictures.
//
// Formula: `COCOeval.accumulate` of pycocotools 2.0. At each recall 0, 0.01 … 1 it takes the max precision at
// that recall or a higher one (0 if the recall is never reached); the result is the mean of the 101 values.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "eval/box_matching.h"

namespace tinsmith::eval {

// Max numbers of detections per class and picture for which recall is measured: COCO's maxDets.
inline constexpr std::array<std::int32_t, 3> kDetectionLimits{1, 10, kMaxDetections};

using ByThreshold = std::array<double, kIouThresholds>;
double mean_of(const ByThreshold& values);

struct Averages {
  ByThreshold precision{};                                    // AP
  std::array<ByThreshold, kDetectionLimits.size()> recall{};  // fraction of objects found, by limit: AR
};

// Returns how often each picture was drawn. Sums weighted by these counts equal those of a data set that
// consists of the drawn pictures, some perhaps several times.
std::vector<std::int32_t> times_drawn(std::int32_t pictures, std::span<const std::int32_t> drawn);

// Sums up matched pictures. Its buffers are reused from call to call.
class Accumulator {
 public:
  // Averages of one class; `times` is by picture. Absent if the draw has no ground truth that counts.
  std::optional<Averages> of_class(const ClassMatches& matches, std::span<const std::int32_t> times);
  // The mean over the classes that have a value.
  std::optional<Averages> over_classes(const BoxMatches& matches, std::size_t range,
                                       std::span<const std::int32_t> times);

 private:
  struct Step {
    std::int64_t right = 0, seen = 0;  // so far: correct detections, and all that are not ignored
  };
  static double interpolated(std::span<const Step> steps, std::int64_t truths);
  std::array<std::vector<Step>, kIouThresholds> steps_;  // one entry per correct detection
};

// Returns the number of trials of a mean over classes, computed from the number of pictures that show each
// class (trials_of_mean in interval.h).
double trials_of(const BoxMatches& matches, std::size_t range);

// Mean AP over classes at IoU 0.5 (mAP50), for objects of all areas: the first number to look at. Absent
// without any ground truth.
std::optional<double> map50_of(std::span<const PictureBoxes> pictures, std::int32_t classes);

}  // namespace tinsmith::eval
