// eval/paired_boxes.h — compares two detectors on the same pictures: is the second one better?
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/boxes.h"
#include "eval/interval.h"

namespace tinsmith::eval {

// One metric of both detectors, and its difference. Intervals: bootstrap over pictures, with the same
// draws for both.
struct PairedFigure {
  Estimate first, second;
  Estimate difference;  // second − first
  // Whether the interval of the difference excludes 0.
  bool is_second_better() const { return difference.interval.low > 0; }
  bool is_first_better() const { return difference.interval.high < 0; }
};

// Number of missed objects and false detections in one picture, each detector at its own thresholds
// of max F1.
struct PictureMistakes {
  std::int32_t picture = 0;
  std::int64_t first = 0, second = 0;
};

struct BoxComparison {
  std::int64_t pictures = 0;
  PairedFigure map50, map;
  std::vector<PictureMistakes> won;   // the second detector has fewer mistakes; largest difference first
  std::vector<PictureMistakes> lost;  // the second detector has more mistakes
};

// Returns nothing if there are no objects. Both must have the same ground truth (CHECK).
std::optional<BoxComparison> compare(std::span<const PictureBoxes> first,
                                     std::span<const PictureBoxes> second, std::int32_t classes,
                                     const Bootstrap& bootstrap = {});

}  // namespace tinsmith::eval
