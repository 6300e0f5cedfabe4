#include "cli/terminal.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>

namespace tinsmith::cli {
namespace {

// The other screen, which leaves the text of the window alone, without a cursor; and back, with the usual colours.
constexpr std::string_view kTake = "\033[?1049h\033[?25l\033[2J";
constexpr std::string_view kGiveBack = "\033[?2026l\033[0m\033[?25h\033[?1049l";
// Signals that end a process without further ado.
constexpr int kDeadly[] = {SIGHUP, SIGQUIT, SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL};

volatile std::sig_atomic_t is_taken = 0, has_keys = 0;
termios keys_before{};

// Writes all of it, or as much as the terminal takes. For signal handlers, too.
void write_all(std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, text.data(), text.size());
    if (count > 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN) {
      pollfd wait{STDOUT_FILENO, POLLOUT, 0};
      ::poll(&wait, 1, 1000);
    } else if (errno != EINTR) {
      return;
    }
  }
}

void on_deadly_signal(int signal) {
  restore_terminal();
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

}  // namespace

bool can_draw_on_terminal() {
  const char* term = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && term != nullptr && *term != 0 && std::string_view(term) != "dumb";
}

bool has_true_colours(const char* colour_term, const char* term) {
  const std::string_view stated = colour_term == nullptr ? "" : colour_term;
  const std::string_view name = term == nullptr ? "" : term;
  return stated == "truecolor" || stated == "24bit" || name.ends_with("-direct");
}

void restore_terminal() noexcept {
  if (is_taken == 0) return;
  is_taken = 0;
  write_all(kGiveBack);
  if (has_keys != 0) ::tcsetattr(STDIN_FILENO, TCSADRAIN, &keys_before);
  has_keys = 0;
}

Terminal::Terminal() {
  // Keys that were pressed before are kept.
  if (::isatty(STDIN_FILENO) == 1 && ::tcgetattr(STDIN_FILENO, &keys_before) == 0) {
    termios keys = keys_before;
    keys.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    keys.c_cc[VMIN] = keys.c_cc[VTIME] = 0;
    keys.c_cc[VSUSP] = keys.c_cc[VQUIT] = _POSIX_VDISABLE;
    has_keys = ::tcsetattr(STDIN_FILENO, TCSADRAIN, &keys) == 0 ? 1 : 0;
  }
  for (const int signal : kDeadly) std::signal(signal, on_deadly_signal);
  is_taken = 1;
  write_all(kTake);
}

Terminal::Size Terminal::size() const {
  constexpr unsigned short kMost = 1000;  // more would be no window that anybody looks at
  winsize window{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0) return {};
  return {std::min(window.ws_col, kMost), std::min(window.ws_row, kMost)};
}

std::string Terminal::take_keys() {
  std::string keys;
  char buffer[64];
  while (has_keys != 0) {
    const ssize_t count = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (count <= 0) break;
    keys.append(buffer, static_cast<std::size_t>(count));
  }
  return keys;
}

void Terminal::write(std::string_view text) {
  write_all(text);
}

}  // namespace tinsmith::cli
