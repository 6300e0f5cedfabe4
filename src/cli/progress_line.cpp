#include "cli/progress_line.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace tinsmith::cli {
namespace {

constexpr auto kDrawEvery = std::chrono::milliseconds(120);
constexpr int kBar_cells = 24;

std::string bar(double fraction) {
  const int full = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * kBar_cells + 0.5);
  std::string text;
  for (int i = 0; i < kBar_cells; ++i) text += i < full ? "━" : "─";
  return text;
}

std::string time_left(double seconds) {
  const auto whole = static_cast<int>(seconds + 0.5);
  if (whole <= 0) return {};
  if (whole < 60) return fmt::format("  {} s left", whole);
  if (whole < 3600) return fmt::format("  {}:{:02} min left", whole / 60, whole % 60);
  return fmt::format("  {} h {:02} min left", whole / 3600, whole / 60 % 60);
}

}  // namespace

ProgressLine::ProgressLine() : is_terminal_(::isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(double fraction, const std::string& what, double seconds_left) {
  const auto now = std::chrono::steady_clock::now();
  if (!is_terminal_ || now - last_drawn_ < kDrawEvery) return;
  last_drawn_ = now;
  is_shown_ = true;
  fmt::print(stderr, "\r\033[K{} {:3.0f} %  {}{}", bar(fraction), fraction * 100, what,
             time_left(seconds_left));
  std::fflush(stderr);
}

void ProgressLine::print(const std::string& sentence) {
  clear();
  fmt::print(stderr, "{}\n", sentence);
}

void ProgressLine::clear() {
  if (!is_shown_) return;
  fmt::print(stderr, "\r\033[K");
  std::fflush(stderr);
  is_shown_ = false;
}

}  // namespace tinsmith::cli
