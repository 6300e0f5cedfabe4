#include "report/numbers.h"

#include <fmt/format.h>

#include <cmath>

namespace tinsmith::report {
namespace {

constexpr const char* kUnknown = "not known";
constexpr const char* kMinus = "\u2212";
constexpr const char* kNarrowSpace = "\u202f";

// Formats a difference of fractions in percentage points with its sign; a
// difference that rounds to 0 has no sign.
std::string signed_points(double difference) {
  const double tenths = std::round(difference * 1000);
  if (tenths == 0) return "0.0";
  return fmt::format("{}{:.1f}", tenths < 0 ? kMinus : "+", std::abs(tenths) / 10);
}

}  // namespace

std::string percent(double fraction) {
  return std::isfinite(fraction) ? fmt::format("{:.1f}{}%", fraction * 100, kNarrowSpace) : kUnknown;
}

std::string percent_range(const eval::Interval& interval) {
  if (!std::isfinite(interval.low) || !std::isfinite(interval.high)) return kUnknown;
  return fmt::format("{:.1f}–{:.1f}{}%", interval.low * 100, interval.high * 100, kNarrowSpace);
}

std::string points(double difference) {
  return std::isfinite(difference) ? signed_points(difference) + " points" : kUnknown;
}

std::string points_range(const eval::Interval& interval) {
  if (!std::isfinite(interval.low) || !std::isfinite(interval.high)) return kUnknown;
  return fmt::format("{} to {} points", signed_points(interval.low), signed_points(interval.high));
}

std::string grouped(std::int64_t count) {
  std::string digits = fmt::format("{}", count < 0 ? -count : count);
  for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > 0; place -= 3)
    digits.insert(static_cast<std::size_t>(place), kNarrowSpace);
  return count < 0 ? kMinus + digits : digits;
}

std::string in_bytes(std::int64_t bytes) {
  const auto count = static_cast<double>(bytes);
  if (bytes < 1024) return fmt::format("{} bytes", bytes);
  if (bytes < 1024 * 1024) return fmt::format("{:.1f} KB", count / 1024);
  return fmt::format("{:.2f} MB", count / (1024 * 1024));
}

std::string in_millions(std::int64_t count) {
  if (count < 100'000) return grouped(count);
  return fmt::format("{:.1f} million", static_cast<double>(count) / 1e6);
}

std::string in_time(double seconds) {
  if (!std::isfinite(seconds) || seconds < 0) return kUnknown;
  if (seconds < 60) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {} s", whole / 60, whole % 60);
  return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
}

std::string decimal(double value, int places) {
  return std::isfinite(value) ? fmt::format("{:.{}f}", value, places) : kUnknown;
}

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", grouped(count), count == 1 ? one : many);
}

}  // namespace tinsmith::report
