#include "eval/interval.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace tinsmith::eval {
namespace {

// The standard normal's quantile at 1 − (1 − kConfidence) / 2.
constexpr double kZ = 1.959963984540054;

}  // namespace

Estimate share(std::int64_t hits, std::int64_t trials) {
  CHECK(trials > 0 && hits >= 0 && hits <= trials, "{} hits in {} trials", hits, trials);
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(hits) / n;
  const double centre = p + kZ * kZ / (2 * n);
  const double reach = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  // At the ends the formula gives exactly 0 or 1; rounding must not leave a trace there.
  const double low = hits == 0 ? 0 : std::max(0.0, (centre - reach) / scale);
  const double high = hits == trials ? 1 : std::min(1.0, (centre + reach) / scale);
  return {p, {low, high}};
}

double quantile(std::span<const double> sorted, double fraction) {
  CHECK(!sorted.empty() && fraction >= 0 && fraction <= 1, "quantile {} of {} values", fraction,
        sorted.size());
  const double place = fraction * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Interval bootstrapped(std::int32_t pictures, const Statistic& statistic, const Bootstrap& bootstrap) {
  CHECK(pictures > 0 && bootstrap.resamples > 0, "{} pictures, {} resamples", pictures, bootstrap.resamples);
  Rng rng(bootstrap.seed);
  std::vector<std::int32_t> drawn(static_cast<std::size_t>(pictures));
  std::vector<double> values(static_cast<std::size_t>(bootstrap.resamples));
  for (double& value : values) {
    for (std::int32_t& index : drawn)
      index = static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(pictures)));
    value = statistic(drawn);
  }
  std::sort(values.begin(), values.end());
  constexpr double kTail = (1 - kConfidence) / 2;
  return {quantile(values, kTail), quantile(values, 1 - kTail)};
}

Estimate estimated(std::int32_t pictures, const Statistic& statistic, const Bootstrap& bootstrap) {
  std::vector<std::int32_t> all(static_cast<std::size_t>(pictures));
  std::iota(all.begin(), all.end(), 0);
  const double value = statistic(all);
  const Interval interval = bootstrapped(pictures, statistic, bootstrap);
  return {value, {std::min(interval.low, value), std::max(interval.high, value)}};
}

}  // namespace tinsmith::eval
