// eval/centroids.h — how well objects are found, when only their middle counts (FOMO).
//
// Two rules stand beside each other. The *usual* rule is the one the published figures of such models are
// made with, so that ours compare: a find is right when a truth of its class lies within a fifth of the
// picture, and several finds may be right by the same truth. It flatters. The *strict* rule lets each truth
// be found once, within one cell of the grid.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/confusion.h"
#include "eval/interval.h"
#include "eval/match_counts.h"
#include "eval/operating_point.h"
#include "scene/scene.h"

namespace tinsmith::eval {

// The middle of an object, in parts of the picture: (0, 0) top left, (1, 1) bottom right.
struct Centroid {
  scene::ClassIndex class_index = 0;
  scene::Point at;
};

// The middle of a box of a picture of that size.
Centroid centroid_of(scene::ClassIndex class_index, const scene::Box& box, double picture_width,
                     double picture_height);

struct PictureCentroids {
  std::vector<Centroid> truths;
  std::vector<Centroid> finds;  // heads::decode_centroids with `Threshold::Above`, for the usual rule
};

// The cells of the answer grid.
struct GridSize {
  std::int32_t width = 0, height = 0;
};

// The usual rule's distance: sqrt(dx² + dy²) in parts of the picture, equal included.
inline constexpr double kUsualDistance = 0.2;
// The strict rule's distance: sqrt(dx² + dy²) in cells, equal included.
inline constexpr double kStrictDistance_cells = 1.0;

// Each find goes to the nearest truth of its class (the first of equals) within the distance.
MatchCounts match_usual(const PictureCentroids& picture);
// As many pairs as can be made of finds and truths of a class within the distance, each in one pair at most.
MatchCounts match_strict(const PictureCentroids& picture, GridSize grid);

struct CentroidRuleScore {
  MatchCounts counts;              // of all pictures
  Estimate precision, recall, f1;  // of the summed counts; intervals by bootstrap over pictures
  // Classes, then background. By the usual rule, a find is either of its own class or background. By the
  // strict rule a find without a truth of its class goes to an unclaimed truth of another class within the
  // distance: a mix-up. Background against background stays 0.
  Confusion confusion;
  std::vector<ClassScore> by_class;
};

// The strict rule's account at one threshold; `pictures` with the finds that reach it.
OperatingPoint operating_point_at(std::span<const PictureCentroids> pictures, std::int32_t classes,
                                  GridSize grid, double threshold);

struct CentroidScore {
  std::int64_t pictures = 0;
  std::int64_t objects = 0;
  CentroidRuleScore usual, strict;
  double threshold = kMiddleThreshold;  // of the strict rule's finds; the usual rule's is always 0.5
  std::vector<OperatingPoint> points;   // filled in by whoever decodes the answers at each threshold
};

// The pictures with the most strict false alarms and misses, the worst first, equals in their order; those
// without any are left out. At most `limit`.
std::vector<std::int32_t> worst_pictures(std::span<const PictureCentroids> pictures, GridSize grid,
                                         std::size_t limit);

// Nothing when there is no picture. Classes out of range are a bug (CHECK).
std::optional<CentroidScore> score(std::span<const PictureCentroids> pictures, std::int32_t classes,
                                   GridSize grid, const Bootstrap& bootstrap = {});
// The same with other finds for the strict rule: those that a device reports, at its threshold.
std::optional<CentroidScore> score(std::span<const PictureCentroids> usual,
                                   std::span<const PictureCentroids> strict, std::int32_t classes,
                                   GridSize grid, const Bootstrap& bootstrap = {});

}  // namespace tinsmith::eval
