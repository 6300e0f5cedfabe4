#include "report/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/numbers.h"

namespace tinsmith::report {
namespace {

constexpr std::size_t kMaxLabelLength = 60;  // characters

// Formats a coordinate in SVG units; a tenth of a unit is less than a pixel.
std::string at(double value) {
  return fmt::format("{:.1f}", value);
}

Html line(std::string_view style, double x1, double y1, double x2, double y2) {
  return element(
      "line", {{"class", std::string(style)}, {"x1", at(x1)}, {"y1", at(y1)}, {"x2", at(x2)}, {"y2", at(y2)}},
      {});
}

Html label(double x, double y, std::string_view anchor, const std::string& text) {
  return element("text", {{"x", at(x)}, {"y", at(y)}, {"text-anchor", std::string(anchor)}}, text);
}

Html rectangle(const std::string& style, double x, double y, double width, double height) {
  return element("rect",
                 {{"class", style},
                  {"x", at(x)},
                  {"y", at(y)},
                  {"width", at(width)},
                  {"height", at(height)},
                  {"rx", at(height / 2)}},
                 {});
}

Html dot(const std::string& style, double x, double y, double radius) {
  return element("circle", {{"class", style}, {"cx", at(x)}, {"cy", at(y)}, {"r", at(radius)}}, {});
}

Html picture(double width, double height, const std::string& description, const Html& content) {
  return element(
      "svg",
      {{"viewBox", fmt::format("0 0 {} {}", width, height)}, {"role", "img"}, {"aria-label", description}},
      content);
}

// Maps a range of values to a range of pixels, reversed when `to` is less than `from`.
struct Scale {
  double low, high, from, to;
  double operator()(double value) const { return from + (value - low) / (high - low) * (to - from); }
};

std::string tick_text(double value, bool as_percent, double step) {
  if (as_percent) return fmt::format("{:.{}f}%", value * 100, step * 100 < 1 ? 1 : 0);
  return fmt::format("{:.{}f}", value, std::clamp(static_cast<int>(std::ceil(-std::log10(step))), 0, 6));
}

// Returns the drawable points of a curve as an SVG path.
std::string path_of(const std::vector<double>& values, const Scale& across, const Scale& up) {
  std::string path;
  for (std::size_t i = 0; i < values.size(); ++i)
    if (std::isfinite(values[i]))
      path += fmt::format("{}{} {}", path.empty() ? 'M' : 'L', at(across(static_cast<double>(i + 1))),
                          at(up(values[i])));
  return path;
}

Html drawn_curve(const Curve& curve, const Scale& across, const Scale& up) {
  const std::string voice(class_of(curve.voice));
  if (curve.values.size() == 1)
    return std::isfinite(curve.values[0]) ? dot("dot " + voice, across(1), up(curve.values[0]), 4) : Html();
  return element("path", {{"class", "curve " + voice}, {"d", path_of(curve.values, across, up)}}, {});
}

Html legend_of(std::span<const Curve> curves) {
  Html entries;
  for (const Curve& curve : curves)
    entries +=
        element("span", element("span", {{"class", fmt::format("swatch {}", class_of(curve.voice))}}, {}) +
                            curve.label);
  return element("div", {{"class", "legend"}}, entries);
}

}  // namespace

std::string_view class_of(Voice voice) {
  return voice == Voice::Int8 ? "int8" : "float";
}

std::vector<double> ticks(double low, double high, int wanted) {
  CHECK(std::isfinite(low) && std::isfinite(high) && low < high && wanted > 0, "ticks from {} to {}", low,
        high);
  const double rough = (high - low) / wanted;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  double step = 10 * power;
  for (const double round : {1.0, 2.0, 5.0})
    if (round * power >= rough) {
      step = round * power;
      break;
    }
  std::vector<double> marks;
  const auto first = static_cast<std::int64_t>(std::floor(low / step + 1e-9));
  const auto last = static_cast<std::int64_t>(std::ceil(high / step - 1e-9));
  for (std::int64_t mark = first; mark <= last; ++mark) marks.push_back(static_cast<double>(mark) * step);
  return marks;
}

Html interval_chart(std::span<const IntervalRow> rows) {
  double low = 1;
  for (const IntervalRow& row : rows) low = std::min(low, row.estimate.interval.low);
  const std::vector<double> marks = ticks(std::max(0.0, std::min(low, 0.99) - 0.002), 1, 5);
  const Scale across{marks.front(), marks.back(), 0, 100};
  const auto placed = [&](const std::string& style, double from, double to) {
    return element(
        "i", {{"class", style}, {"style", fmt::format("left:{:.2f}%;width:{:.2f}%", from, to - from)}}, {});
  };
  Html content, scale;
  for (const IntervalRow& row : rows) {
    const std::string voice(class_of(row.voice));
    const double value = across(row.estimate.value);
    content += element("div", {{"class", "label"}}, row.label);
    content += element(
        "div", {{"class", "strip"}},
        placed("band " + voice, across(row.estimate.interval.low), across(row.estimate.interval.high)) +
            placed("dot " + voice, value, value));
  }
  for (const double mark : marks)
    scale += element("span", {{"style", fmt::format("left:{:.2f}%", across(mark))}},
                     tick_text(mark, true, marks[1] - marks[0]));
  return element(
      "div", {{"class", "intervals"}},
      content + element("div", {{"class", "label"}}, {}) + element("div", {{"class", "scale"}}, scale));
}

Html meter(const eval::Estimate& estimate) {
  constexpr double kWidth = 120, kHeight = 10;
  const Scale across{0, 1, 4, kWidth - 4};
  const double from = across(estimate.interval.low), to = across(estimate.interval.high);
  return picture(kWidth, kHeight, percent(estimate.value) + ", " + percent_range(estimate.interval),
                 rectangle("track", 0, 3, kWidth, 4) +
                     rectangle("band int8", from, 1, std::max(1.0, to - from), 8) +
                     dot("dot int8", across(estimate.value), 5, 3.5));
}

Html curve_chart(std::span<const Curve> curves, std::int32_t marked_epoch, bool as_percent) {
  constexpr double kWidth = 380, kHeight = 205, kLeft = 44, kRight = 10, kTop = 16, kBottom = 26;
  double low = INFINITY, high = -INFINITY;
  std::size_t epochs = 0;
  for (const Curve& curve : curves)
    for (std::size_t i = 0; i < curve.values.size(); ++i)
      if (std::isfinite(curve.values[i])) {
        low = std::min(low, curve.values[i]);
        high = std::max(high, curve.values[i]);
        epochs = std::max(epochs, i + 1);
      }
  if (epochs == 0) return {};
  if (high - low < 1e-6) high = low + 1e-3;
  const std::vector<double> marks = ticks(low, high, 4);
  const Scale up{marks.front(), marks.back(), kHeight - kBottom, kTop};
  const double last = std::max(2.0, static_cast<double>(epochs));
  const Scale across{1, last, kLeft, kWidth - kRight};
  Html content;
  for (const double mark : marks) {
    content += line("axis", kLeft, up(mark), kWidth - kRight, up(mark));
    content += label(kLeft - 8, up(mark) + 4, "end", tick_text(mark, as_percent, marks[1] - marks[0]));
  }
  content += label(kLeft, kHeight - 8, "start", "epoch 1");
  if (epochs > 1) content += label(kWidth - kRight, kHeight - 8, "end", fmt::format("{}", epochs));
  if (marked_epoch > 0 && marked_epoch <= static_cast<std::int32_t>(epochs)) {
    const double x = across(marked_epoch);
    content += line("best", x, kTop, x, kHeight - kBottom);
    const char* anchor = x > kWidth * 0.8 ? "end" : x < kWidth * 0.25 ? "start" : "middle";
    content += label(x, kTop - 5, anchor, fmt::format("kept: epoch {}", marked_epoch));
  }
  for (const Curve& curve : curves) content += drawn_curve(curve, across, up);
  return legend_of(curves) +
         picture(kWidth, kHeight, fmt::format("{} over {} epochs", curves[0].label, epochs), content);
}

std::string colour_of(std::size_t curve) {
  return fmt::format("colour-{}", curve + 1);
}

Html recall_chart(std::span<const RecallCurve> curves) {
  CHECK(curves.size() <= kMaxRecallCurves, "{} curves", curves.size());
  constexpr double kWidth = 380, kHeight = 300, kLeft = 44, kRight = 20, kTop = 26, kBottom = 40;
  const Scale across{0, 1, kLeft, kWidth - kRight}, up{0, 1, kHeight - kBottom, kTop};
  Html content;
  for (const double mark : ticks(0, 1, 5)) {
    content += line("axis", kLeft, up(mark), kWidth - kRight, up(mark));
    content += label(kLeft - 8, up(mark) + 4, "end", tick_text(mark, true, 0.2));
    content += label(across(mark), up(0) + 16, "middle", tick_text(mark, true, 0.2));
  }
  content += label(0, kTop - 14, "start", "precision");
  content += label(kWidth, kHeight - 6, "end", "recall");
  // Lines are drawn first, so that no line crosses the dot of another one.
  for (std::size_t i = 0; i < curves.size(); ++i) {
    if (curves[i].points.empty()) continue;
    std::string path = fmt::format("M{} {}", at(across(0)), at(up(curves[i].points[0].precision)));
    for (const RecallPoint& point : curves[i].points)
      path += fmt::format("L{} {}", at(across(point.recall)), at(up(point.precision)));
    content += element("path", {{"class", "curve " + colour_of(i)}, {"d", path}},
                       element("title", shortened(curves[i].label, kMaxLabelLength)));
  }
  for (std::size_t i = 0; i < curves.size(); ++i)
    if (const auto& marked = curves[i].marked)
      content += dot("used " + colour_of(i), across(marked->recall), up(marked->precision), 4.5);
  return picture(kWidth, kHeight, "precision-recall curve of each class", content);
}

}  // namespace tinsmith::report
