// eval/paired.h — compares two models on the same pictures: is the second one worse, and by how much at most?
#pragma once

#include <optional>
#include <span>

#include "eval/centroids.h"
#include "eval/classification.h"
#include "eval/interval.h"

namespace tinsmith::eval {

struct PairedDifference {
  std::int64_t pictures = 0;
  Estimate difference;            // second − first, of the metric that is compared
  std::optional<double> p_value;  // for "both are equally good", McNemar's exact test; classification only
  // Pictures; for centroids: those where the first model's F1 is the higher one.
  std::int64_t only_first_right = 0;
  std::int64_t only_second_right = 0;
};

// McNemar's exact test, two-sided: the probability of counts at least this uneven if each case in which only
// one model is correct is equally likely for both models.
double mcnemar_p_value(std::int64_t only_first, std::int64_t only_second);

// Compares accuracy. Interval: Newcombe 1998, "Improved confidence intervals for the difference between
// binomial proportions based on paired data", method 10. Returns nothing if there are no pictures. Both must
// have the same ground truth (CHECK).
std::optional<PairedDifference> compare(const ClassAnswers& first, const ClassAnswers& second);

// Compares F1 by the strict rule. Interval: bootstrap over pictures, with the same draws for both models.
std::optional<PairedDifference> compare(std::span<const PictureCentroids> first,
                                        std::span<const PictureCentroids> second, GridSize grid,
                                        const Bootstrap& bootstrap = {});

}  // namespace tinsmith::eval
