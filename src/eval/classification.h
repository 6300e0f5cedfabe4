// eval/classification.h — how well a classifier answers on pictures whose class is known.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "eval/confusion.h"
#include "eval/interval.h"
#include "eval/operating_point.h"
#include "scene/scene.h"

namespace tinsmith::eval {

// What a classifier said of some pictures.
struct ClassAnswers {
  std::int32_t classes = 0;
  std::vector<scene::ClassIndex> truths;  // one a picture, in [0, classes)
  std::vector<float> probabilities;       // [pictures, classes], in the order of `truths`

  std::int32_t pictures() const { return static_cast<std::int32_t>(truths.size()); }
  std::span<const float> row(std::int32_t picture) const;
};

// The class with the greatest probability; among equals the first.
scene::ClassIndex best_class(std::span<const float> probabilities);

// A probability below this counts as this in the log loss, so that one certain mistake does not make it
// infinite.
inline constexpr double kSmallestProbability = 1e-7;

struct ClassificationScore {
  std::int64_t pictures = 0;
  Estimate accuracy;  // Wilson
  std::optional<Estimate>
      top_3;            // the truth is among the three most probable; absent with fewer than 5 classes
  Estimate log_loss;    // mean −ln p(truth), natural logarithm; bootstrap
  Estimate macro_f1;    // mean F1 over the classes that occur in truths or answers; bootstrap
  Confusion confusion;  // classes × classes
  std::vector<ClassScore> by_class;
  std::vector<OperatingPoint> points;  // where it says "unsure" below a threshold; the first always answers
};

// Nothing when there is no picture. Lengths and classes that do not fit each other are a bug (CHECK).
std::optional<ClassificationScore> score(const ClassAnswers& answers, const Bootstrap& bootstrap = {});

// The share of pictures whose truth is among the `k` most probable classes.
Estimate top_k_accuracy(const ClassAnswers& answers, std::int32_t k);

// The pictures answered wrongly, those with the most probable wrong answer first, equals in their order. At
// most `limit`.
std::vector<std::int32_t> worst_pictures(const ClassAnswers& answers, std::size_t limit);

}  // namespace tinsmith::eval
