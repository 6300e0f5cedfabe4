// eval/box_errors.h — kinds of errors of a detector, and the mAP50 that each kind costs.
//
// This follows TIDE (Bolya et al. 2020, "TIDE: A General Toolbox for Identifying Object Detection Errors"),
// with two differences: a detection that is wrong in place *and* class (TIDE's "both") counts as background,
// and each object is counted once, so that the kinds add up to the confusion matrix.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "eval/box_matching.h"
#include "eval/operating_point.h"

namespace tinsmith::eval {

// Every wrong detection has exactly one kind. Every object that was not found was either taken for another
// class or missed.
enum class BoxErrorKind : std::uint8_t {
  Duplicate,     // IoU ≥ 0.5 with an object that a detection with a higher score has found or claimed
  Localisation,  // IoU ≥ 0.1 but < 0.5 with an object of its class
  Class,         // IoU ≥ 0.5 with an object of another class that no other detection found
  Background,    // any other wrong detection: there is no object
  Missed,        // an object that no detection found or took for another class
};
std::string_view name_of(BoxErrorKind kind);  // "duplicate", …

// A detection below this IoU is not related to the object.
inline constexpr double kTouching = 0.1;

// The result of each detection and each object of a picture, at IoU 0.5. The confusion matrix, the kinds of
// errors and the objects found by size are all computed from it. Wrong detections are judged in the order of
// falling score, and an object is taken for another class at most once.
struct JudgedPicture {
  struct Answer {
    // Absent: the detection is correct, or it lies in a crowd and is ignored.
    std::optional<BoxErrorKind> error;
    std::int32_t truth = kNoTruth;  // the object that it found or was assigned to
  };
  enum class Fate : std::uint8_t { Found, TakenForAnother, Missed, Crowd };
  std::vector<Answer> answers;  // one per detection
  std::vector<Fate> truths;     // one per ground-truth object
};
JudgedPicture judge(const PictureBoxes& picture);
std::array<std::int64_t, kBoxErrorKinds> count_errors(const JudgedPicture& judged);  // by BoxErrorKind

struct BoxError {
  std::int64_t count = 0;
  // Increase of mAP50 if all errors of this kind, and no others, were corrected. The gains do not add up.
  // Localisation, Class: the detection gets the box and class of its object, or is removed if another
  // detection found that object. Duplicate, Background: the detection is removed. Missed: the object is
  // removed from the ground truth.
  double map50_gain = 0;
};

struct BoxErrors {
  double map50 = 0;  // of the judged detections
  std::array<BoxError, kBoxErrorKinds> kinds;
  const BoxError& operator[](BoxErrorKind kind) const { return kinds[static_cast<std::size_t>(kind)]; }
};

// Judges only detections whose score is at least the threshold of their class: use best_thresholds
// (box_curves.h) for a detector in use, zeros for all its detections. Absent if there are no objects.
std::optional<BoxErrors> box_errors(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                    std::span<const double> thresholds);
// Judges all detections.
std::optional<BoxErrors> box_errors(std::span<const PictureBoxes> pictures, std::int32_t classes);

}  // namespace tinsmith::eval
