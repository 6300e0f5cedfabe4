// eval/centroids.h — scores of centroid models (FOMO), which predict only the middle of each object.
//
// There are two rules. Published results of such models use the *usual* rule, so it makes our results
// comparable: a predicted centroid (a find) is correct if an object of its class is within a fifth of the
// picture, and several finds may match the same object. This rule is too favourable. By the *strict* rule
// each object is found at most once, within one cell of the grid.
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

// The middle of an object, in fractions of the picture: (0, 0) is top left, (1, 1) is bottom right.
struct Centroid {
  scene::ClassIndex class_index = 0;
  scene::Point at;
};

// Returns the middle of a box in a picture of this size.
Centroid centroid_of(scene::ClassIndex class_index, const scene::Box& box, double picture_width,
                     double picture_height);

struct PictureCentroids {
  std::vector<Centroid> truths;
  // Predicted centroids: heads::decode_centroids, with `Threshold::Above` for the usual rule.
  std::vector<Centroid> finds;
};

// Number of cells of the output grid.
struct GridSize {
  std::int32_t width = 0, height = 0;
};

// Max distance of the usual rule, included: sqrt(dx² + dy²) in fractions of the picture.
inline constexpr double kUsualDistance = 0.2;
// Max distance of the strict rule, included: sqrt(dx² + dy²) in cells.
inline constexpr double kStrictDistance_cells = 1.0;

// Matches each find to the nearest object of its class within the max distance (the first of equals).
MatchCounts match_usual(const PictureCentroids& picture);
// Matches as many pairs of a find and an object of the same class within the max distance as possible; each
// is in at most one pair.
MatchCounts match_strict(const PictureCentroids& picture, GridSize grid);

struct CentroidRuleScore {
  MatchCounts counts;              // sums over all pictures
  Estimate precision, recall, f1;  // from the summed counts; intervals by bootstrap over pictures
  // Classes, then background. By the usual rule, a find counts for its own class or for background. By
  // the strict rule, a find without an object of its class is assigned to an unmatched object of another
  // class within the max distance and counts as confusion with that class. Background against background
  // is always 0.
  Confusion confusion;
  std::vector<ClassScore> by_class;
};

// Scores by the strict rule at one threshold; `pictures` must hold only the finds that reach it.
OperatingPoint operating_point_at(std::span<const PictureCentroids> pictures, std::int32_t classes,
                                  GridSize grid, double threshold);

struct CentroidScore {
  std::int64_t pictures = 0;
  std::int64_t objects = 0;
  CentroidRuleScore usual, strict;
  double threshold =
      scene::kDefaultThreshold;  // threshold of the strict rule; that of the usual rule is always 0.5
  // Filled in by the caller, which decodes the outputs at each threshold.
  std::vector<OperatingPoint> points;
};

// Returns at most `limit` pictures with the most false alarms and misses by the strict rule, worst first;
// equals keep their order. Pictures without any are left out.
std::vector<std::int32_t> worst_pictures(std::span<const PictureCentroids> pictures, GridSize grid,
                                         std::size_t limit);

// Returns nothing if there are no pictures. Classes out of range are a bug (CHECK).
std::optional<CentroidScore> score(std::span<const PictureCentroids> pictures, std::int32_t classes,
                                   GridSize grid, const Bootstrap& bootstrap = {});
// The same, with separate finds for the strict rule: those that a device reports at its threshold.
std::optional<CentroidScore> score(std::span<const PictureCentroids> usual,
                                   std::span<const PictureCentroids> strict, std::int32_t classes,
                                   GridSize grid, const Bootstrap& bootstrap = {});

}  // namespace tinsmith::eval
