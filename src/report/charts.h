// report/charts.h — draws charts: intervals as strips of HTML, which fit any width, all others as SVG.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval/interval.h"
#include "report/markup.h"

namespace tinsmith::report {

// The two series of every chart: the int8 model, which is deployed, and the float model, for comparison.
enum class Voice : std::uint8_t { Int8, Float };
std::string_view class_of(Voice voice);  // its CSS class

struct IntervalRow {
  std::string label;
  Voice voice = Voice::Int8;
  eval::Estimate estimate;
};
// Draws fractions one below the other on a common scale, each as a dot on the band of its interval.
Html interval_chart(std::span<const IntervalRow> rows);

// Draws one fraction on a scale from 0 to 1, as high as a line of text; for tables.
Html meter(const eval::Estimate& estimate);

struct Curve {
  std::string label;
  Voice voice = Voice::Int8;
  std::vector<double> values;  // one per epoch; values that are not finite are left out
};
// Draws curves over epochs, which start at 1. `marked_epoch`: the epoch of the saved weights; 0: none.
// `as_percent`: the values are fractions. Empty when there is nothing to draw.
Html curve_chart(std::span<const Curve> curves, std::int32_t marked_epoch, bool as_percent);

// Precision over recall of one class, as fractions, by ascending recall, and the operating point of the run.
struct RecallPoint {
  double recall = 0, precision = 0;
};
struct RecallCurve {
  std::string label;
  std::vector<RecallPoint> points;
  std::optional<RecallPoint> marked;
};
// Max number of recall curves: the style sheet has this many colours, and more could not be told apart.
inline constexpr std::size_t kMaxRecallCurves = 8;
std::string colour_of(std::size_t curve);  // its CSS class
// Draws the curves on scales from 0 to 100 %. At most kMaxRecallCurves (CHECK), each in its own colour.
Html recall_chart(std::span<const RecallCurve> curves);

// Returns about `wanted` round numbers that span [low, high]: the first is at or below
// `low`, the last at or above `high`.
std::vector<double> ticks(double low, double high, int wanted);

}  // namespace tinsmith::report
