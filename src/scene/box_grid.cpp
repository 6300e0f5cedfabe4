#include "scene/box_grid.h"

#include <algorithm>

namespace tinsmith::scene {

std::vector<Detection> suppress_overlaps(std::vector<Detection> detections, double iou_threshold,
                                         bool across_classes, std::size_t limit) {
  std::stable_sort(detections.begin(), detections.end(),
                   [](const Detection& a, const Detection& b) { return a.score > b.score; });
  std::vector<Detection> kept;
  for (const Detection& detection : detections) {
    if (kept.size() >= limit) break;
    const bool is_covered = std::any_of(kept.begin(), kept.end(), [&](const Detection& better) {
      return (across_classes || better.class_index == detection.class_index) &&
             iou(better.box, detection.box) > iou_threshold;
    });
    if (!is_covered) kept.push_back(detection);
  }
  return kept;
}

}  // namespace tinsmith::scene
