#include "cli/verbs.h"

#include <csignal>
#include <cstdlib>

#include "cli/terminal.h"

namespace tinsmith::cli {
namespace {

volatile std::sig_atomic_t interrupts = 0;

void on_interrupt(int signal) {
  if (interrupts > 0) {  // a second Ctrl-C ends the process at once
    restore_terminal();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  interrupts = 1;
}

}  // namespace

bool interrupted() {
  return interrupts > 0;
}

void listen_for_interrupts() {
  std::signal(SIGINT, on_interrupt);
  std::signal(SIGTERM, on_interrupt);
}

void print_line(const std::string& line) {
  fmt::print("{}\n", line);
  std::fflush(stdout);
}

Result<double> parse_duration_s(const std::string& text) {
  const auto wrong = [&] {
    return fail(Fault::Usage, "'{}' is not a duration; write it as 90s, 5m, 1h30m", text);
  };
  double total_s = 0;
  const char* at = text.c_str();
  if (*at == 0) return wrong();
  while (*at != 0) {
    char* end = nullptr;
    const double number = std::strtod(at, &end);
    if (end == at || !(number >= 0) || number > 1e7) return wrong();
    double unit_s = 1;
    switch (*end) {
      case 'h':
        unit_s = 3600;
        break;
      case 'm':
        unit_s = 60;
        break;
      case 's':
      case 0:
        break;
      default:
        return wrong();
    }
    total_s += number * unit_s;
    at = *end == 0 ? end : end + 1;
  }
  return total_s;
}

}  // namespace tinsmith::cli
