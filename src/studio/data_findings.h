// studio/data_findings.h — what the features of a project's pictures tell the person who looks after them.
//
// The thresholds were chosen by the measurements of docs/studio.md.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <vector>

#include "dataset/duplicates.h"
#include "store/classes.h"
#include "store/pictures.h"
#include "studio/feature_cache.h"
#include "studio/instant_model.h"
#include "train/neighbours.h"

namespace tinsmith::studio {

// The instant model's prediction for a labelled picture that it was not learned from. A picture that it was learned
// from is predicted by one that was learned without it.
struct LeftOutPrediction {
  const store::Picture* picture = nullptr;  // its class is one of the model's
  std::int64_t class_id = 0;                // the most probable class
  double score = 0;                         // its probability
  double label_score = 0;                   // the probability of the picture's own class
};
// Predicts the pictures whose label a person has given, in their order. Of pictures that the model was not learned from,
// those that have features.
std::vector<LeftOutPrediction> left_out_predictions(
    std::span<const store::Picture> pictures, const InstantModel& model,
    const std::map<std::string, FeatureCache::Features>& features);

// A label is probably wrong when the probability of another class is higher by this.
inline constexpr double kLabelErrorMargin = 0.8;
// Returns the predictions whose pictures probably have a wrong label, the most probable first.
std::vector<LeftOutPrediction> likely_label_errors(std::vector<LeftOutPrediction> predictions);

// The distance to a picture's neighbour of this rank counts, so that a pair of odd pictures does not hide itself.
inline constexpr std::size_t kOutlierNeighbour = 5;
// A picture is an outlier when that distance is this many times the median of its class.
inline constexpr double kOutlierRatio = 2;
// A class with fewer pictures is compared with the median of all pictures.
inline constexpr std::size_t kMinOutlierClass = 10;

struct Outlier {
  std::size_t picture = 0;  // index
  double ratio = 0;
};
// Returns the outliers, the oddest first. `class_of` has one entry per picture; nullopt: no class.
std::vector<Outlier> outliers_of(const train::Neighbours& neighbours,
                                 std::span<const std::optional<std::int64_t>> class_of);

// The number of nearest pictures by features that are compared with a mirrored picture.
inline constexpr std::size_t kMirrorNeighbours = 5;
// In the unit of dataset::kNearDifference. Lower than that, because no perceptual hash is compared.
inline constexpr double kMirrorDifference = 0.15;
// Returns the pairs (first < second) in which one picture is the mirror image of the other.
std::vector<std::pair<std::size_t, std::size_t>> mirrored_pairs(
    const train::Neighbours& neighbours, std::span<const dataset::Fingerprint* const> fingerprints);

// Returns the groups of at least two pictures that `pairs` join, directly or through others; in each the picture that is
// best kept first: one with labels, then the one with the most pixels, then the oldest. Groups whose pictures have
// different classes come first, then the largest.
std::vector<std::vector<const store::Picture*>> duplicate_groups(
    std::span<const store::Picture> pictures, std::span<const std::pair<std::size_t, std::size_t>> pairs);

// Advice on what to photograph next.
struct PhotoAdvice {
  enum class Kind : std::uint8_t { Nothing, Confused, Fewest };
  Kind kind = Kind::Nothing;
  std::int64_t class_id = 0;        // take more pictures of this class
  std::int64_t other_class_id = 0;  // Confused: for which they are taken
  // Confused: the number of pictures of the class that are taken for the other, and of all its pictures that were
  // predicted. Fewest: the number of pictures of the class.
  std::int64_t count = 0, of = 0;
  std::vector<const store::Picture*> examples;  // Confused: at most three, the highest score first
};
PhotoAdvice photo_advice(std::span<const LeftOutPrediction> predictions,
                         std::span<const store::Class> classes, std::span<const store::Picture> pictures);

}  // namespace tinsmith::studio
