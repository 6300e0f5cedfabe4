// eval/interval.h — how sure a number is.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace tinsmith::eval {

// Every interval here holds the true value with this probability, and is two-sided.
inline constexpr double kConfidence = 0.95;

struct Interval {
  double low = 0, high = 0;
  double width() const { return high - low; }
  bool contains(double value) const { return low <= value && value <= high; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

// A number and the interval it lies in. What could not be measured is an absent Estimate, never a special
// value.
struct Estimate {
  double value = 0;
  Interval interval;
  friend bool operator==(const Estimate&, const Estimate&) = default;
};

// A share of `hits` in `trials`, trials > 0, with Wilson's score interval (Wilson 1927): it stays within [0,
// 1], and says something even when all or none were hits.
Estimate share(std::int64_t hits, std::int64_t trials);

// The value that a share `fraction` of the ascending `sorted` lies below; linear between neighbours (numpy's
// default).
double quantile(std::span<const double> sorted, double fraction);

struct Bootstrap {
  std::uint64_t seed = 1;
  int resamples = 2000;
};

// The percentile bootstrap (Efron 1979): draws `pictures` pictures with replacement again and again, and
// takes the middle 95 % of what `statistic` says of each draw. `statistic` is called with indices in [0,
// pictures); pictures > 0.
using Statistic = std::function<double(std::span<const std::int32_t> drawn)>;
Interval bootstrapped(std::int32_t pictures, const Statistic& statistic, const Bootstrap& bootstrap);

// Whether a number lies between 0 and 1, and how many independent trials it stands for.
//
// A percentile bootstrap knows only what it has seen: of 57 pictures that are all right each draw is all
// right, and the interval is a point. Therefore two imagined pictures, one at each end, take part in every
// draw of a number that has ends, each with a weight drawn from the exponential distribution of mean 1 (a
// picture has the weight 1): Laplace's rule of succession as the prior of Rubin 1981, "The Bayesian
// Bootstrap". 57 of 57 then lie at 94 to 100 %, as by Wilson's interval.
struct Scale {
  bool has_ends = false;  // 0 and 1
  double trials = 0;      // pictures, or of a mean over classes trials_of_mean

  static Scale share(double trials) { return {true, trials}; }
};

// How many trials a mean over groups stands for that were tried so often each: k² / Σ 1/n, as the variances
// of the groups' shares add up. A group without trials is left out; 0 without any.
double trials_of_mean(std::span<const std::int64_t> trials);

// The statistic of all pictures as they are, with its bootstrap interval, widened where needed to hold the
// value itself.
Estimate estimated(std::int32_t pictures, const Statistic& statistic, const Bootstrap& bootstrap,
                   const Scale& scale = {});

// Several numbers of the same draws, for what they have in common is counted once. An absent number could not
// be measured on that draw (no object of that size in it, say).
using Statistics = std::function<std::vector<std::optional<double>>(std::span<const std::int32_t> drawn)>;

// As `estimated`, each by itself: its interval is over the draws that it could be measured on. Absent: it
// could not be measured on all pictures. `scales`: one for each number, or none at all.
std::vector<std::optional<Estimate>> all_estimated(std::int32_t pictures, const Statistics& statistics,
                                                   const Bootstrap& bootstrap,
                                                   std::span<const Scale> scales = {});

}  // namespace tinsmith::eval
