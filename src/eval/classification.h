// eval/classification.h — scores of a classifier on pictures whose class is known.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/confusion.h"
#include "eval/interval.h"
#include "eval/operating_point.h"
#include "scene/scene.h"

namespace tinsmith::eval {

// Predictions of a classifier for some pictures.
struct ClassAnswers {
  std::int32_t classes = 0;
  std::vector<scene::ClassIndex> truths;  // one per picture, in [0, classes)
  std::vector<float> probabilities;       // [pictures, classes], in the order of `truths`

  std::int32_t pictures() const { return static_cast<std::int32_t>(truths.size()); }
  std::span<const float> row(std::int32_t picture) const;
};

// Returns the class with the highest probability; among equals the first.
scene::ClassIndex best_class(std::span<const float> probabilities);

// Min probability for the log loss; smaller ones are raised to it, so that one certain error does not make
// the loss infinite.
inline constexpr double kMinProbability = 1e-7;

struct ClassificationScore {
  std::int64_t pictures = 0;
  Estimate accuracy;  // Wilson
  // The true class is among the three most probable ones. Absent with fewer than 5 classes.
  std::optional<Estimate> top_3;
  Estimate log_loss;    // mean −ln p(truth), natural logarithm; bootstrap
  Estimate macro_f1;    // mean F1 over the classes that occur in truths or predictions; bootstrap
  Confusion confusion;  // classes × classes
  std::vector<ClassScore> by_class;
  // Below a threshold the classifier predicts "unsure"; at the first point it always predicts a class.
  std::vector<OperatingPoint> points;
};

// Returns nothing if there are no pictures. Sizes or classes that do not match are a bug (CHECK).
std::optional<ClassificationScore> score(const ClassAnswers& answers, const Bootstrap& bootstrap = {});

// Returns the fraction of pictures whose true class is among the `k` most probable ones.
Estimate top_k_accuracy(const ClassAnswers& answers, std::int32_t k);

// Returns at most `limit` pictures with a wrong prediction, those with the most probable wrong class first;
// equals keep their order.
std::vector<std::int32_t> worst_pictures(const ClassAnswers& answers, std::size_t limit);

}  // namespace tinsmith::eval
