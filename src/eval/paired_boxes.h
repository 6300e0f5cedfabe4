// eval/paired_boxes.h — two detectors on the same pictures: is the second one better?
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/boxes.h"
#include "eval/interval.h"

namespace tinsmith::eval {

// One figure of both, and their difference. Intervals: bootstrap over pictures, the same draw for both.
struct PairedFigure {
  Estimate first, second;
  Estimate difference;  // second − first
  // Whether the interval of the difference leaves 0 out.
  bool is_second_better() const { return difference.interval.low > 0; }
  bool is_first_better() const { return difference.interval.high < 0; }
};

// Objects missed and false detections in one picture, each detector at its own F1-best thresholds.
struct PictureMistakes {
  std::int32_t picture = 0;
  std::int64_t first = 0, second = 0;
};

struct BoxComparison {
  std::int64_t pictures = 0;
  PairedFigure map50, map;
  std::vector<PictureMistakes> won;   // where the second has fewer mistakes, the greatest difference first
  std::vector<PictureMistakes> lost;  // where it has more
};

// Nothing when there is no object to find. Both must be about the same truths (CHECK).
std::optional<BoxComparison> compare(std::span<const PictureBoxes> first,
                                     std::span<const PictureBoxes> second, std::int32_t classes,
                                     const Bootstrap& bootstrap = {});

}  // namespace tinsmith::eval
