// eval/coco.h — the twelve metrics of COCO's box evaluation, equal to pycocotools' COCOeval(iouType="bbox").
//
// There are two intended differences: a metric without any object to measure is absent (pycocotools: −1), and
// the annotation id 0 has no special meaning (pycocotools: its object counts as not found). To get the same
// bits if detections of two pictures have equal scores, pass the pictures in the order of their ids.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eval/average_precision.h"
#include "eval/interval.h"

namespace tinsmith::eval {

// COCO's ranges: all, small (to 32² square pixels of the picture), medium (to 96²), large.
inline constexpr std::array<AreaRange, 4> kCocoAreas{
    {{0, 1e10}, {0, 32 * 32}, {32 * 32, 96 * 96}, {96 * 96, 1e10}}};

enum class CocoFigure : std::uint8_t {
  Map,  // mean AP over IoU 0.50 … 0.95
  Map50,
  Map75,
  MapSmall,
  MapMedium,
  MapLarge,
  Ar1,  // mean recall over IoU 0.50 … 0.95, with one detection per picture and class
  Ar10,
  Ar100,
  ArSmall,
  ArMedium,
  ArLarge
};
inline constexpr std::size_t kCocoFigures = 12;

// Returns the JSON key of a metric: "map", "map50", … "ar_large".
std::string_view key_of(CocoFigure figure);

template <class Value>
struct ByCocoFigure {
  std::array<std::optional<Value>, kCocoFigures> values;
  const std::optional<Value>& operator[](CocoFigure figure) const {
    return values[static_cast<std::size_t>(figure)];
  }
};

// Only the metrics, which training needs after each epoch.
ByCocoFigure<double> coco_figures(std::span<const PictureBoxes> pictures, std::int32_t classes);

struct BoxClassScore {
  std::int64_t objects = 0;  // without crowds
  // Correct or wrong; at most 100 per picture, those with the highest scores.
  std::int64_t detections = 0;
  std::optional<double> ap, ap50, ar100;  // absent without objects
};

struct BoxScore {
  std::int64_t pictures = 0, objects = 0;
  ByCocoFigure<Estimate> figures;  // intervals by bootstrap over pictures
  std::vector<BoxClassScore> by_class;
};

// Returns nothing if there are no pictures. Classes out of range are a bug (CHECK).
std::optional<BoxScore> score(std::span<const PictureBoxes> pictures, std::int32_t classes,
                              const Bootstrap& bootstrap = {});

// Returns the twelve lines that COCOeval.summarize prints, each with '\n' at the end; "n/a"
// for absent values.
std::string coco_lines(const BoxScore& score);

}  // namespace tinsmith::eval
