#include "eval/interval.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.h"

namespace tinsmith::eval {
namespace {

// Quantile of the standard normal distribution at 1 − (1 − kConfidence) / 2.
constexpr double kZ = 1.959963984540054;

// Returns every picture once, in order.
std::vector<std::int32_t> each_once(std::int32_t pictures) {
  std::vector<std::int32_t> all(static_cast<std::size_t>(pictures));
  std::iota(all.begin(), all.end(), 0);
  return all;
}

template <class Visit>
void each_draw(std::int32_t pictures, const Bootstrap& bootstrap, const Visit& visit) {
  CHECK(pictures > 0 && bootstrap.resamples > 0, "{} pictures, {} resamples", pictures, bootstrap.resamples);
  Rng rng(bootstrap.seed);
  std::vector<std::int32_t> drawn(static_cast<std::size_t>(pictures));
  for (int draw = 0; draw < bootstrap.resamples; ++draw) {
    for (std::int32_t& index : drawn)
      index = static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(pictures)));
    visit(drawn);
  }
}

Interval middle_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  constexpr double kTail = (1 - kConfidence) / 2;
  return {quantile(values, kTail), quantile(values, 1 - kTail)};
}

// Adds the imaginary pictures at the two limits to the value of each draw.
void imagine_ends(std::vector<double>& values, const Scale& scale, std::uint64_t seed) {
  if (!scale.has_ends) return;
  constexpr std::uint64_t kStream = 1;  // not the random stream from which pictures are drawn
  Rng rng{seed, kStream};
  const auto weight = [&] { return -std::log1p(-rng.uniform()); };
  for (double& value : values) {
    const double upper = weight(), lower = weight();
    value = (scale.trials * value + upper) / (scale.trials + upper + lower);
  }
}

Interval holding(double value, const Interval& interval) {
  return {std::min(interval.low, value), std::max(interval.high, value)};
}

}  // namespace

Estimate proportion(std::int64_t hits, std::int64_t trials) {
  CHECK(trials > 0 && hits >= 0 && hits <= trials, "{} hits in {} trials", hits, trials);
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(hits) / n;
  const double centre = p + kZ * kZ / (2 * n);
  const double reach = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  // At the limits the exact result of the formula is 0 or 1; this removes rounding errors.
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
  std::vector<double> values;
  each_draw(pictures, bootstrap,
            [&](std::span<const std::int32_t> drawn) { values.push_back(statistic(drawn)); });
  return middle_of(std::move(values));
}

double trials_of_mean(std::span<const std::int64_t> trials) {
  double groups = 0, sum = 0;
  for (const std::int64_t count : trials) {
    if (count <= 0) continue;
    groups += 1;
    sum += 1 / static_cast<double>(count);
  }
  return groups > 0 ? groups * groups / sum : 0;
}

Estimate estimated(std::int32_t pictures, const Statistic& statistic, const Bootstrap& bootstrap,
                   const Scale& scale) {
  const Statistics only = [&](std::span<const std::int32_t> drawn) {
    return std::vector<std::optional<double>>{statistic(drawn)};
  };
  return *all_estimated(pictures, only, bootstrap, {&scale, 1})[0];
}

std::vector<std::optional<Estimate>> all_estimated(std::int32_t pictures, const Statistics& statistics,
                                                   const Bootstrap& bootstrap,
                                                   std::span<const Scale> scales) {
  const std::vector<std::optional<double>> of_all = statistics(each_once(pictures));
  CHECK(scales.empty() || scales.size() == of_all.size(), "{} scales for {} numbers", scales.size(),
        of_all.size());
  std::vector<std::vector<double>> values(of_all.size());
  each_draw(pictures, bootstrap, [&](std::span<const std::int32_t> drawn) {
    const auto of_draw = statistics(drawn);
    CHECK(of_draw.size() == of_all.size(), "{} numbers of a draw, {} of all", of_draw.size(), of_all.size());
    for (std::size_t i = 0; i < of_draw.size(); ++i)
      if (of_draw[i]) values[i].push_back(*of_draw[i]);
  });
  std::vector<std::optional<Estimate>> estimates(of_all.size());
  for (std::size_t i = 0; i < of_all.size(); ++i) {
    if (!of_all[i]) continue;
    if (values[i].empty())  // too rare to be in any draw
      values[i].assign(static_cast<std::size_t>(bootstrap.resamples), *of_all[i]);
    if (!scales.empty()) imagine_ends(values[i], scales[i], bootstrap.seed);
    estimates[i] = Estimate{*of_all[i], holding(*of_all[i], middle_of(std::move(values[i])))};
  }
  return estimates;
}

}  // namespace tinsmith::eval
