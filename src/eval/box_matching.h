// eval/box_matching.h — matches detections to objects by the rule of COCO's own evaluation.
//
// Formula: `COCOeval.evaluateImg` of pycocotools 2.0, with the same result for every box and every tie.
// Within a picture and a class, detections are matched in the order of falling score. Each takes the free
// ground-truth object with the highest IoU, if that is at least the IoU threshold. Objects that do not
// count (crowds, and those whose area is outside the range) are only taken if no counting object can be
// taken, and the detection is then ignored. A crowd can be taken several times; its IoU is the fraction of
// the *detection* that lies in it. A detection that takes nothing and whose own area is outside the range
// is also ignored.
//
// Matching is done once. Later computations (average_precision.h) only sum up its results, so a bootstrap
// computes only sums.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "eval/boxes.h"

namespace tinsmith::eval {

// COCO's IoU thresholds 0.50, 0.55 … 0.95: exactly the doubles that numpy.linspace returns.
inline constexpr std::size_t kIouThresholds = 10;
constexpr double iou_threshold(std::size_t index) {
  constexpr double kFirst = 0.5, kLast = 0.95, kStep = (kLast - kFirst) / (kIouThresholds - 1);
  return index + 1 == kIouThresholds ? kLast : static_cast<double>(index) * kStep + kFirst;
}

// Max number of detections per class and picture: those with the highest scores.
inline constexpr std::int32_t kMaxDetections = 100;

// Square pixels, both ends included.
struct AreaRange {
  double least = 0, most = 1e10;
  bool contains(double area) const { return least <= area && area <= most; }
};

// The pixels in which areas are measured.
enum class AreaOf : std::uint8_t { Picture, NetworkInput };

struct JudgedDetection {
  double score = 0;
  std::int32_t picture = 0;
  // Position among the detections of its class in its picture; 0 has the highest score.
  std::int32_t rank = 0;
  std::uint16_t right = 0;    // bit t: at iou_threshold(t) it found an object that counts
  std::uint16_t ignored = 0;  // bit t: it is neither correct nor wrong
};

// One class within one range of areas.
struct ClassMatches {
  struct Truths {
    std::int32_t picture = 0, count = 0;
  };
  // In the order of falling score; equal scores in the order of pictures, then of rank. Detections that are
  // ignored at every threshold are left out.
  std::vector<JudgedDetection> detections;
  // Numbers of objects that count, per picture; pictures without any are left out.
  std::vector<Truths> truths;

  std::int64_t truth_count() const;
};

struct BoxMatches {
  std::int32_t pictures = 0, classes = 0;
  std::size_t ranges = 0;
  std::vector<ClassMatches> parts;  // [classes, ranges]

  const ClassMatches& of(scene::ClassIndex class_index, std::size_t range) const {
    return parts[static_cast<std::size_t>(class_index) * ranges + range];
  }
};

BoxMatches match_boxes(std::span<const PictureBoxes> pictures, std::int32_t classes,
                       std::span<const AreaRange> ranges, AreaOf area_of = AreaOf::Picture);

// Returns for each detection of a picture the index of the object that it takes at IoU 0.5, with objects of
// all areas counting; kNoTruth if it takes none. A detection that takes a crowd is neither correct nor wrong.
inline constexpr std::int32_t kNoTruth = -1;
std::vector<std::int32_t> taken_truths(const PictureBoxes& picture);

// Overlap of a detection with an object: IoU, or for a crowd the fraction of the detection's area inside it.
double overlap_of(const scene::Box& detection, const scene::LabelledBox& truth);

}  // namespace tinsmith::eval
