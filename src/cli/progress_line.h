// cli/progress_line.h — a progress line at the bottom of the terminal; prints no progress without a terminal.
#pragma once

#include <chrono>
#include <string>

namespace tinsmith::cli {

// Writes to standard error. Sentences printed through it appear above the progress line.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `fraction` is the completed fraction of the work (0 … 1); `seconds_left` is 0 when unknown. Redraws the line
  // at most a few times per second.
  void show(double fraction, const std::string& what, double seconds_left);
  void print(const std::string& sentence);
  void clear();

 private:
  bool is_terminal_;
  bool is_shown_ = false;
  std::chrono::steady_clock::time_point last_drawn_{};
};

}  // namespace tinsmith::cli
