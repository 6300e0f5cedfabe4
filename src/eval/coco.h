// eval/coco.h — the twelve figures of COCO's box evaluation, equal to pycocotools' COCOeval(iouType="bbox").
//
// Two things differ on purpose: a figure without an object to be measured on is absent (there: −1), and the
// id 0 of an annotation means nothing (there: its object counts as not found). Pictures have to come in the
// order of their ids for the same bits where detections of two pictures have equal scores.
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
  Ar1,  // mean recall over IoU 0.50 … 0.95, of one detection a picture and class
  Ar10,
  Ar100,
  ArSmall,
  ArMedium,
  ArLarge
};
inline constexpr std::size_t kCocoFigures = 12;

// The key of a figure in JSON: "map", "map50", … "ar_large".
std::string_view key_of(CocoFigure figure);

template <class Value>
struct ByCocoFigure {
  std::array<std::optional<Value>, kCocoFigures> values;
  const std::optional<Value>& operator[](CocoFigure figure) const {
    return values[static_cast<std::size_t>(figure)];
  }
};

// The figures alone, as training wants them after each epoch.
ByCocoFigure<double> coco_figures(std::span<const PictureBoxes> pictures, std::int32_t classes);

struct BoxClassScore {
  std::int64_t objects = 0;               // without crowds
  std::int64_t detections = 0;            // right or wrong, the surest 100 of each picture
  std::optional<double> ap, ap50, ar100;  // absent without objects
};

struct BoxScore {
  std::int64_t pictures = 0, objects = 0;
  ByCocoFigure<Estimate> figures;  // intervals by bootstrap over pictures
  std::vector<BoxClassScore> by_class;
};

// Nothing when there is no picture. Classes out of range are a bug (CHECK).
std::optional<BoxScore> score(std::span<const PictureBoxes> pictures, std::int32_t classes,
                              const Bootstrap& bootstrap = {});

// The twelve lines that COCOeval.summarize prints, each ended by '\n'; "n/a" for what is absent.
std::string coco_lines(const BoxScore& score);

}  // namespace tinsmith::eval
