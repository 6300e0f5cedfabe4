// eval/random_boxes_for_test.h — random pictures and detections with all difficult cases: crowds,
// given areas, equal scores, IoUs exactly at a threshold, more detections than are evaluated,
// classes without objects.
#pragma once

#include <cstdint>
#include <vector>

#include "eval/boxes.h"

namespace tinsmith::eval {

inline constexpr std::int32_t kRandomClasses = 5;  // the last class has no objects

// The same seed gives the same pictures on every machine. Odd seeds give boxes in whole pixels.
std::vector<PictureBoxes> random_boxes(std::uint64_t seed);

}  // namespace tinsmith::eval
