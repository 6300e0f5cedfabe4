// report/charts.h — figures drawn: intervals as strips of HTML, so that they fit any width, the rest as SVG.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/interval.h"
#include "report/markup.h"

namespace tinsmith::report {

// The two voices of every chart: what ships, and what it is held against.
enum class Voice : std::uint8_t { Int8, Float };
std::string_view class_of(Voice voice);  // in the style sheet

struct IntervalRow {
  std::string label;
  Voice voice = Voice::Int8;
  eval::Estimate estimate;
};
// Shares above each other on one scale, each a dot in the band of its interval.
Html interval_chart(std::span<const IntervalRow> rows);

// One share on a scale from 0 to 1, as thin as a line of text; for tables.
Html meter(const eval::Estimate& estimate);

struct Curve {
  std::string label;
  Voice voice = Voice::Int8;
  std::vector<double> values;  // one an epoch; those that are not finite are left out
};
// Curves over epochs, from 1 on. `marked_epoch`: where the kept weights come from; 0: nowhere. `as_percent`:
// the values are shares. With nothing to draw: empty.
Html curve_chart(std::span<const Curve> curves, std::int32_t marked_epoch, bool as_percent);

// The precision of one class over its recall, shares, by rising recall; and the point it is used at.
struct RecallPoint {
  double recall = 0, precision = 0;
};
struct RecallCurve {
  std::string label;
  std::vector<RecallPoint> points;
  std::optional<RecallPoint> marked;
};
// More lines than this cannot be told apart by their colours, which the style sheet has as many of.
inline constexpr std::size_t kMostRecallCurves = 8;
std::string colour_of(std::size_t curve);  // in the style sheet
// Both scales go from 0 to 100 %. At most kMostRecallCurves (CHECK), each in its own colour.
Html recall_chart(std::span<const RecallCurve> curves);

// Round numbers, `wanted` or a little more or fewer, that span [low, high]: the first at or below, the last
// at or above.
std::vector<double> ticks(double low, double high, int wanted);

}  // namespace tinsmith::report
