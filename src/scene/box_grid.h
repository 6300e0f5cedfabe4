// scene/box_grid.h — the grid of a box detector: levels of cells, with one box per anchor in each cell.
//
// The rows of a detector's output are ordered by level (finest first), then by anchor, then by grid row, then
// by column. SSCMA's firmware requires this order.
#pragma once

#include <cstdint>
#include <vector>

#include "scene/scene.h"

namespace tinsmith::scene {

// The reference size of a box, in pixels of the input; the network predicts boxes relative to it.
struct Anchor {
  double width = 0, height = 0;
  friend bool operator==(const Anchor&, const Anchor&) = default;
};

struct BoxLevel {
  std::int32_t stride = 8;  // pixels of the input per cell
  std::vector<Anchor> anchors;
  friend bool operator==(const BoxLevel&, const BoxLevel&) = default;
};

// Meaning of the raw channels of a row. σ is the logistic function, (x, y) the cell and (w, h) its anchor.
enum class BoxCoding : std::uint8_t {
  // YOLOv5: centre (2σ − 0.5 + cell) · stride, size (2σ)² · anchor.
  Bounded,
  // YOLOv2: centre (σ + cell) · stride, size exp · anchor; the classes share one softmax.
  Exponential,
};

struct BoxGrid {
  std::int32_t input_width = 0, input_height = 0;  // pixels, multiples of every stride
  std::int32_t classes = 0;
  BoxCoding coding = BoxCoding::Bounded;
  std::vector<BoxLevel> levels;

  // Number of raw channels of one row: x, y, width, height, objectness, one logit per class.
  std::int32_t channels() const { return kFirstClass + classes; }
  static constexpr std::int32_t kFirstClass = 5;
  std::int32_t cells_across(const BoxLevel& level) const { return input_width / level.stride; }
  std::int32_t cells_down(const BoxLevel& level) const { return input_height / level.stride; }
  std::int64_t cells(const BoxLevel& level) const {
    return std::int64_t{cells_across(level)} * cells_down(level);
  }
  std::int64_t rows() const {
    std::int64_t sum = 0;
    for (const BoxLevel& level : levels)
      sum += cells(level) * static_cast<std::int64_t>(level.anchors.size());
    return sum;
  }
  friend bool operator==(const BoxGrid&, const BoxGrid&) = default;
};

// Non-maximum suppression: returns at most `limit` detections in the order of falling score, without those
// that overlap a better one by more than `iou_threshold` (only of the same class, or of any class if
// `across_classes`). Equal scores keep their order.
std::vector<Detection> suppress_overlaps(std::vector<Detection> detections, double iou_threshold,
                                         bool across_classes, std::size_t limit);

}  // namespace tinsmith::scene
