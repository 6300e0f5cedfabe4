// eval/paired.h — two models on the same pictures: is the second one worse, and by how much at most?
#pragma once

#include <optional>
#include <span>

#include "eval/centroids.h"
#include "eval/classification.h"
#include "eval/interval.h"

namespace tinsmith::eval {

struct PairedDifference {
  std::int64_t pictures = 0;
  Estimate difference;            // second − first, of the metric the two were compared by
  std::optional<double> p_value;  // of "they are equally good": McNemar's exact test; classification only
  std::int64_t only_first_right =
      0;  // pictures; for centroids: those where the first model's F1 is the higher one
  std::int64_t only_second_right = 0;
};

// McNemar's exact test, two-sided: how likely so uneven counts are when each of the cases where only one was
// right is as likely to be the first's as the second's.
double mcnemar_p_value(std::int64_t only_first, std::int64_t only_second);

// Accuracy. Interval: Newcombe 1998, "Improved confidence intervals for the difference between binomial
// proportions based on paired data", method 10. Nothing when there is no picture. Both must be about the same
// truths (CHECK).
std::optional<PairedDifference> compare(const ClassAnswers& first, const ClassAnswers& second);

// F1 by the strict rule. Interval: bootstrap over pictures, the same draw for both models.
std::optional<PairedDifference> compare(std::span<const PictureCentroids> first,
                                        std::span<const PictureCentroids> second, GridSize grid,
                                        const Bootstrap& bootstrap = {});

}  // namespace tinsmith::eval
