// eval/interval.h — confidence intervals of measured values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"

namespace tinsmith::eval {

// Every interval here is two-sided and contains the true value with this probability.
inline constexpr double kConfidence = 0.95;

struct Interval {
  double low = 0, high = 0;
  double width() const { return high - low; }
  bool contains(double value) const { return low <= value && value <= high; }
  friend bool operator==(const Interval&, const Interval&) = default;
};

// A value and its confidence interval. A value that could not be measured is an absent Estimate, never
// a special number.
struct Estimate {
  double value = 0;
  Interval interval;
  friend bool operator==(const Estimate&, const Estimate&) = default;
};

// The fraction `hits` / `trials` (trials > 0) with Wilson's score interval (Wilson 1927): it stays within
// [0, 1] and is meaningful even if all or none of the trials were hits.
Estimate proportion(std::int64_t hits, std::int64_t trials);

// Returns the value below which the given fraction of the ascending `sorted` lies; linear between
// neighbours (numpy's default).
double quantile(std::span<const double> sorted, double fraction);

struct Bootstrap {
  std::uint64_t seed = 1;
  int resamples = 2000;
};

// Percentile bootstrap (Efron 1979): draws `pictures` pictures with replacement many times and returns
// the middle 95 % of the results of `statistic`. `statistic` is called with indices in [0, pictures);
// pictures > 0.
using Statistic = std::function<double(std::span<const std::int32_t> drawn)>;
Interval bootstrapped(std::int32_t pictures, const Statistic& statistic, const Bootstrap& bootstrap);

// Whether a value is limited to 0 … 1, and the number of independent trials from which it was computed.
//
// A percentile bootstrap only knows the measured pictures: if 57 of 57 pictures are correct, every draw is
// correct and the interval is a single point. Therefore two imaginary pictures, one at each limit, take part
// in every draw of a limited value, each with a weight from the exponential distribution with mean 1 (a real
// picture has the weight 1). This is Laplace's rule of succession as the prior of Rubin 1981, "The Bayesian
// Bootstrap". The interval of 57 of 57 is then 94 to 100 %, as with Wilson's interval.
struct Scale {
  bool has_ends = false;  // the value is limited to 0 … 1
  double trials = 0;      // number of pictures; for a mean over classes, trials_of_mean

  static Scale proportion(double trials) { return {true, trials}; }
};

// Returns the equivalent number of trials of a mean over k groups with n trials each (n differs by
// group): k² / Σ 1/n, because the variances of the groups' fractions add up. Groups without trials are
// left out; 0 if no group has trials.
double trials_of_mean(std::span<const std::int64_t> trials);

// Returns the statistic of all pictures with its bootstrap interval, which is widened if necessary to contain
// the value itself.
Estimate estimated(std::int32_t pictures, const Statistic& statistic, const Bootstrap& bootstrap,
                   const Scale& scale = {});

// Several values computed from the same draw, so that common work is done once. A value is absent if it could
// not be measured on that draw (for example, if no object of that size was drawn).
using Statistics = std::function<std::vector<std::optional<double>>(std::span<const std::int32_t> drawn)>;

// As `estimated`, for each value separately: its interval uses the draws on which the value could be
// measured. Absent: the value could not be measured on all pictures together. `scales`: one per
// value, or empty.
std::vector<std::optional<Estimate>> all_estimated(std::int32_t pictures, const Statistics& statistics,
                                                   const Bootstrap& bootstrap,
                                                   std::span<const Scale> scales = {});

}  // namespace tinsmith::eval
