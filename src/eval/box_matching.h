// eval/box_matching.h — which detection finds which object: the rule of COCO's own evaluation.
//
// Formula: `COCOeval.evaluateImg` of pycocotools 2.0, box by box and tie by tie. Within a picture and a
// class, detections choose in the order of falling score; each takes the free truth that it overlaps most, if
// by the IoU threshold at least. Truths that do not count (crowds, and those whose area lies outside the
// range) are only taken where no counting one can be, and make the detection neither right nor wrong; a crowd
// can be taken again and again, and its IoU is the share of the *detection* that lies in it. A detection that
// takes nothing and whose own area lies outside the range is neither right nor wrong, too.
//
// Matching is done once; everything after it (average_precision.h) sums up what stands here, so that a
// bootstrap costs sums only.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "eval/boxes.h"

namespace tinsmith::eval {

// COCO's IoU thresholds 0.50, 0.55 … 0.95: the very doubles that numpy.linspace makes of them.
inline constexpr std::size_t kIouThresholds = 10;
constexpr double iou_threshold(std::size_t index) {
  constexpr double kFirst = 0.5, kLast = 0.95, kStep = (kLast - kFirst) / (kIouThresholds - 1);
  return index + 1 == kIouThresholds ? kLast : static_cast<double>(index) * kStep + kFirst;
}

// Of one class in one picture, no more are looked at: the surest.
inline constexpr std::int32_t kMostDetections = 100;

// Square pixels, both ends included.
struct AreaRange {
  double least = 0, most = 1e10;
  bool contains(double area) const { return least <= area && area <= most; }
};

// In whose pixels areas are measured.
enum class AreaOf : std::uint8_t { Picture, NetworkInput };

struct JudgedDetection {
  double score = 0;
  std::int32_t picture = 0;
  std::int32_t rank = 0;      // among the detections of its class in its picture; 0 is the surest
  std::uint16_t right = 0;    // bit t: it found an object that counts, at iou_threshold(t)
  std::uint16_t ignored = 0;  // bit t: neither right nor wrong
};

// One class within one range of areas.
struct ClassMatches {
  struct Truths {
    std::int32_t picture = 0, count = 0;
  };
  // By falling score; equals by picture, then by rank. Those ignored at every threshold are left out.
  std::vector<JudgedDetection> detections;
  std::vector<Truths> truths;  // that count, picture by picture; pictures without any are left out

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

// For each detection of a picture the position of the truth it takes at IoU 0.5, all areas counting; kNoTruth
// where it takes none. What takes a crowd is neither right nor wrong.
inline constexpr std::int32_t kNoTruth = -1;
std::vector<std::int32_t> taken_truths(const PictureBoxes& picture);

// How much a detection overlaps a truth: IoU, for a crowd the share of the detection's area inside of it.
double overlap_of(const scene::Box& detection, const scene::LabelledBox& truth);

}  // namespace tinsmith::eval
