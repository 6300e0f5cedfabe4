// cli/live_view.h — the results of a board in the window of a terminal: the picture with boxes, and two lines beneath it.
#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <string>

#include "cli/cell_grid.h"
#include "cli/terminal.h"
#include "verbs/devices.h"

namespace tinsmith::cli {

// The contents of the window. `frames_per_second`, `threshold`: absent while they are not known.
struct LiveState {
  std::string title, sentence;
  std::optional<double> frames_per_second, threshold;
  verbs::LiveResult result;
};

// Draws a result into a grid of this size: the picture as large as it fits, names and scores on it, two lines beneath.
CellGrid drawn_result(const LiveState& state, Terminal::Size size);

// Takes the terminal's window when the board's model runs. Keys: + and − change the threshold, q ends.
class TerminalView final : public verbs::LiveView {
 public:
  TerminalView();
  void begin(const std::string& title, std::optional<double> threshold) override;
  void show(verbs::LiveResult result) override;
  void say(const std::string& sentence) override;
  std::optional<double> wished_threshold() override;
  void threshold_is(double fraction) override;

  bool has_begun() const { return terminal_.has_value(); }
  // The person has pressed q.
  bool is_left() const { return is_left_; }
  // Gives the window back.
  void end() { terminal_.reset(); }

 private:
  void draw();

  std::optional<Terminal> terminal_;
  bool has_true_colours_ = false, is_left_ = false;
  LiveState state_;
  CellGrid shown_;
  std::deque<std::chrono::steady_clock::time_point> arrivals_;  // of the latest results
};

}  // namespace tinsmith::cli
