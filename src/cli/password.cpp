#include "cli/password.h"

#include <fmt/core.h>
#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

#include "base/files.h"
#include "devices/mqtt_address.h"

namespace tinsmith::cli {
namespace {

std::string first_line_of(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

// Hides what is typed until it is destroyed. Ctrl-C ends the question: the terminal's own handling stays.
class HiddenTyping {
 public:
  HiddenTyping() {
    is_hidden_ = ::tcgetattr(STDIN_FILENO, &before_) == 0;
    termios hidden = before_;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    if (is_hidden_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  HiddenTyping(const HiddenTyping&) = delete;
  HiddenTyping& operator=(const HiddenTyping&) = delete;
  ~HiddenTyping() {
    if (is_hidden_) ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool is_hidden_ = false;
};

// Reads without the buffers of the C++ streams, so that a signal ends it. Cancelled: it did.
Result<std::string> typed_line() {
  std::string line;
  char key = 0;
  for (;;) {
    const ssize_t count = ::read(STDIN_FILENO, &key, 1);
    if (count < 0 || (count == 0 && line.empty())) return fail(Fault::Cancelled, "no password was given");
    if (count == 0 || key == '\n') return line;
    line += key;
  }
}

}  // namespace

Result<std::string> read_password(const std::string& file, const std::string& what) {
  if (file == "-") {
    std::string line;
    std::getline(std::cin, line);
    return first_line_of(line);
  }
  if (!file.empty()) {
    TRY(const std::string text, read_text_file(file));
    return first_line_of(text);
  }
  if (::isatty(STDIN_FILENO) != 1)
    return fail(Fault::Usage, "{}: give it in a file, or - for standard input", what);
  fmt::print(stderr, "{}: ", what);
  std::fflush(stderr);
  Result<std::string> line = fail(Fault::Cancelled, "no password was given");
  {
    const HiddenTyping hidden;
    line = typed_line();
  }
  fmt::print(stderr, "\n");
  return line;
}

void add_mqtt_password_option(CLI::App& app, std::string& file) {
  app.add_option("--mqtt-password-file", file,
                 "file with the password of the user in the broker's address, or - for standard input")
      ->type_name("FILE")
      ->envname("TINSMITH_MQTT_PASSWORD_FILE");
}

Result<std::string> port_with_password(const std::string& port, const std::string& file) {
  if (file.empty() || !devices::is_mqtt_address(port)) return port;
  TRY(const auto password, read_password(file, "password of the broker"));
  return devices::with_mqtt_password(port, password);
}

}  // namespace tinsmith::cli
