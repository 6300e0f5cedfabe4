// eval/box_errors.h — in which ways a detector goes wrong, and what each of them costs.
//
// In the manner of TIDE (Bolya et al. 2020, "TIDE: A General Toolbox for Identifying Object Detection
// Errors"), with two differences: a detection that is off in place *and* class (TIDE's "both") counts as
// background, and each object is counted once, so that the kinds add up to the confusion matrix.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "eval/box_matching.h"
#include "eval/operating_point.h"

namespace tinsmith::eval {

// Every wrong detection is of one kind, and every object that was not found is either taken for another class
// or missed.
enum class BoxErrorKind : std::uint8_t {
  Duplicate,     // overlaps an object by 0.5 or more that a surer detection has found, or claimed
  Localisation,  // overlaps an object of its class by 0.1 or more, but not by 0.5
  Class,         // overlaps an object of another class by 0.5 or more that nothing else found
  Background,    // all else: nothing is there
  Missed,        // an object that no detection found or took for another class
};
std::string_view name_of(BoxErrorKind kind);  // "duplicate", …

// Below this IoU a detection has nothing to do with an object.
inline constexpr double kTouching = 0.1;

// What became of each detection and each object of a picture, at IoU 0.5: the one account that the matrix,
// the kinds of error and the objects found by size are made of. Wrong detections are judged in the order of
// falling score, and an object is taken for another class once.
struct JudgedPicture {
  struct Answer {
    std::optional<BoxErrorKind>
        error;                      // absent: right, or lying in a crowd, which is neither right nor wrong
    std::int32_t truth = kNoTruth;  // the object that it found, or was meant for
  };
  enum class Fate : std::uint8_t { Found, TakenForAnother, Missed, Crowd };
  std::vector<Answer> answers;  // one a detection
  std::vector<Fate> truths;     // one a truth
};
JudgedPicture judge(const PictureBoxes& picture);
std::array<std::int64_t, kBoxErrorKinds> count_errors(const JudgedPicture& judged);  // by BoxErrorKind

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
// All detections are judged.
std::optional<BoxErrors> box_errors(std::span<const PictureBoxes> pictures, std::int32_t classes);

}  // namespace tinsmith::eval
