#include "eval/paired.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::eval {
namespace {

// Counts the pictures on which both models were correct, only one of them, or neither.
struct Table {
  std::int64_t both = 0, only_first = 0, only_second = 0, neither = 0;
  std::int64_t sum() const { return both + only_first + only_second + neither; }
};

// Correlation between the correctness of the two models, reduced by Newcombe's continuity correction.
double correlation(const Table& table) {
  const auto a = static_cast<double>(table.both), b = static_cast<double>(table.only_first);
  const auto c = static_cast<double>(table.only_second), d = static_cast<double>(table.neither);
  const double product = (a + b) * (c + d) * (a + c) * (b + d);
  if (product == 0) return 0;
  double numerator = a * d - b * c;
  if (numerator > 0) numerator = std::max(0.0, numerator - static_cast<double>(table.sum()) / 2);
  return numerator / std::sqrt(product);
}

Estimate newcombe_difference(const Table& table) {
  const Estimate first = proportion(table.both + table.only_first, table.sum());
  const Estimate second = proportion(table.both + table.only_second, table.sum());
  const double phi = correlation(table);
  const auto reach = [&](double up, double down) {
    return std::sqrt(std::max(0.0, up * up - 2 * phi * up * down + down * down));
  };
  const double value =
      static_cast<double>(table.only_second - table.only_first) / static_cast<double>(table.sum());
  const double below = reach(second.value - second.interval.low, first.interval.high - first.value);
  const double above = reach(second.interval.high - second.value, first.value - first.interval.low);
  return {value, {value - below, value + above}};
}

}  // namespace

double mcnemar_p_value(std::int64_t only_first, std::int64_t only_second) {
  const std::int64_t n = only_first + only_second;
  const std::int64_t fewer = std::min(only_first, only_second);
  double tail = 0;
  for (std::int64_t k = 0; k <= fewer; ++k) {
    const auto kd = static_cast<double>(k), nd = static_cast<double>(n);
    tail +=
        std::exp(std::lgamma(nd + 1) - std::lgamma(kd + 1) - std::lgamma(nd - kd + 1) - nd * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

std::optional<PairedDifference> compare(const ClassAnswers& first, const ClassAnswers& second) {
  CHECK(first.truths == second.truths,
        "the two models have predictions for {} and {} pictures, or for different ones", first.truths.size(),
        second.truths.size());
  if (first.truths.empty()) return std::nullopt;
  Table table;
  for (std::int32_t picture = 0; picture < first.pictures(); ++picture) {
    const scene::ClassIndex truth = first.truths[static_cast<std::size_t>(picture)];
    const bool first_right = best_class(first.row(picture)) == truth;
    const bool second_right = best_class(second.row(picture)) == truth;
    ++(first_right ? (second_right ? table.both : table.only_first)
                   : (second_right ? table.only_second : table.neither));
  }
  return PairedDifference{table.sum(), newcombe_difference(table),
                          mcnemar_p_value(table.only_first, table.only_second), table.only_first,
                          table.only_second};
}

std::optional<PairedDifference> compare(std::span<const PictureCentroids> first,
                                        std::span<const PictureCentroids> second, GridSize grid,
                                        const Bootstrap& bootstrap) {
  CHECK(first.size() == second.size(), "the two models have predictions for {} and {} pictures", first.size(),
        second.size());
  if (first.empty()) return std::nullopt;
  PairedDifference result;
  result.pictures = static_cast<std::int64_t>(first.size());
  std::vector<MatchCounts> counts[2];
  for (std::size_t picture = 0; picture < first.size(); ++picture) {
    counts[0].push_back(match_strict(first[picture], grid));
    counts[1].push_back(match_strict(second[picture], grid));
    const double ahead = counts[1].back().f1() - counts[0].back().f1();
    if (ahead < 0) ++result.only_first_right;
    if (ahead > 0) ++result.only_second_right;
  }
  const Statistic difference = [&](std::span<const std::int32_t> drawn) {
    MatchCounts sums[2];
    for (const std::int32_t picture : drawn)
      for (int model = 0; model < 2; ++model) sums[model] += counts[model][static_cast<std::size_t>(picture)];
    return sums[1].f1() - sums[0].f1();
  };
  result.difference = estimated(static_cast<std::int32_t>(first.size()), difference, bootstrap);
  return result;
}

}  // namespace tinsmith::eval
