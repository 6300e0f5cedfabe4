// cli/terminal.h — the whole window of a terminal, for drawing, with keys that arrive at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tinsmith::cli {

// Whether standard output is a terminal that can be drawn on.
bool can_draw_on_terminal();

// Whether it shows 24-bit colours, by $COLORTERM and $TERM; otherwise it is taken to show 256.
bool has_true_colours(const char* colour_term, const char* term);

// Gives the window back as it was: text, cursor, keys. Does nothing when no Terminal exists. May be called by a signal handler.
void restore_terminal() noexcept;

// Takes the window, and gives it back when it is destroyed and on every signal that ends the process. One at a time.
// Ctrl-C still interrupts; Ctrl-Z and Ctrl-\ are switched off, because they would leave the window as it is.
class Terminal {
 public:
  Terminal();
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  ~Terminal() { restore_terminal(); }

  struct Size {
    std::int32_t columns = 80, rows = 24;
    friend bool operator==(const Size&, const Size&) = default;
  };
  // Now; it changes with the window.
  Size size() const;

  // The keys that were pressed since the last call; empty: none, or standard input is no terminal.
  std::string take_keys();

  void write(std::string_view text);
};

}  // namespace tinsmith::cli
