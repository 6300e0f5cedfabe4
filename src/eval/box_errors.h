// eval/box_errors.h — in which ways a detector goes wrong, and what each of them costs.
//
// In the manner of TIDE (Bolya et al. 2020, "TIDE: A General Toolbox for Identifying Object Detection
// Errors"), simplified: matching is COCO's at IoU 0.5, and a detection that is off in place *and* class
// (TIDE's "both") counts as background.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "eval/boxes.h"

namespace tinsmith::eval {

// A wrong detection is of the first kind that fits it; an object not found is of the last one.
enum class BoxErrorKind : std::uint8_t {
  Duplicate,     // overlaps an object of its class by 0.5 or more, which a surer detection has found
  Localisation,  // overlaps an object of its class by 0.1 or more, but not by 0.5
  Class,         // overlaps an object of another class by 0.5 or more
  Background,    // all else: nothing is there
  Missed,        // an object that nothing found, and that no localisation or class error was meant for
};
inline constexpr std::size_t kBoxErrorKinds = 5;
std::string_view name_of(BoxErrorKind kind);  // "duplicate", …

// Below this IoU a detection has nothing to do with an object.
inline constexpr double kTouching = 0.1;

struct BoxError {
  std::int64_t count = 0;
  // What mAP50 would gain if all errors of this kind, and no other, were mended: a box moved to its object, a
  // class set right (where nothing else found that object), any other detection taken away, an object that
  // was missed never asked for. The gains do not add up.
  double map50_gain = 0;
};

struct BoxErrors {
  double map50 = 0;  // with the detections that were judged
  std::array<BoxError, kBoxErrorKinds> kinds;
  const BoxError& operator[](BoxErrorKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
};

// Only detections that reach the threshold of their class are judged: box_curves.h's best_thresholds for a
// detector as it would be used, zeros for all it said. Absent without an object.
std::optional<BoxErrors> box_errors(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                    std::span<const double> thresholds);

}  // namespace tinsmith::eval
