// cli/progress_line.h — one line at the bottom of a terminal that moves; nothing where there is no terminal.
#pragma once

#include <chrono>
#include <string>

namespace tinsmith::cli {

// Writes to standard error. Sentences printed through it stand above the moving line.
class ProgressLine {
 public:
  ProgressLine();
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  // `part`: 0 … 1 of the work; `seconds_left`: 0 when unknown. Drawn a few times a second at most.
  void show(double part, const std::string& what, double seconds_left);
  void print(const std::string& sentence);
  void clear();

 private:
  bool is_terminal_;
  bool is_shown_ = false;
  std::chrono::steady_clock::time_point last_drawn_{};
};

}  // namespace tinsmith::cli
