// eval/random_boxes_for_test.h — pictures and detections of every awkward kind: crowds, stated areas, equal
// scores, IoUs that lie exactly on a threshold, more detections than are looked at, classes without objects.
#pragma once

#include <cstdint>
#include <vector>

#include "eval/boxes.h"

namespace tinsmith::eval {

inline constexpr std::int32_t kRandomClasses = 5;  // the last one has no objects

// The same seed gives the same pictures on every machine. Odd seeds have whole pixels.
std::vector<PictureBoxes> random_boxes(std::uint64_t seed);

}  // namespace tinsmith::eval
