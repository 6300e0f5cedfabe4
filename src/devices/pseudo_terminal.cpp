#include "devices/pseudo_terminal.h"

#include <fcntl.h>
#include <stdlib.h>
#include <termios.h>

#include <cerrno>
#include <cstring>

#include "devices/opening.h"
#include "devices/simulated_lines.h"
#include "devices/simulated_ports.h"

namespace tinsmith::devices {
namespace {

class PseudoTerminalLink final : public Link {
 public:
  PseudoTerminalLink(Descriptor descriptor, std::optional<LinesOfPseudoTerminal> lines)
      : descriptor_(std::move(descriptor)), lines_(std::move(lines)) {}
  std::string name() const override { return descriptor_.name(); }
  Result<Bytes> read(std::int32_t timeout_ms) override { return descriptor_.read(timeout_ms); }
  Result<Done> write(ByteView bytes) override { return descriptor_.write(bytes, kWriteTimeout_ms); }
  Result<Done> set_speed(std::int32_t) override { return Done{}; }
  Result<Done> set_lines(ControlLines lines) override { return lines_ ? lines_->set(lines) : Done{}; }

 private:
  Descriptor descriptor_;
  std::optional<LinesOfPseudoTerminal> lines_;
};

// Passes all bytes on unchanged and echoes none.
Result<Done> make_raw(const Descriptor& descriptor) {
  termios settings{};
  if (::tcgetattr(descriptor.number(), &settings) != 0)
    return fail(Fault::Unavailable, "{} is not a terminal", descriptor.name());
  ::cfmakeraw(&settings);
  if (::tcsetattr(descriptor.number(), TCSANOW, &settings) != 0)
    return fail(Fault::Unavailable, "cannot set up {}: {}", descriptor.name(), std::strerror(errno));
  return Done{};
}

constexpr int kOpenTerminal = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;

Result<Descriptor> opened(const std::filesystem::path& path) {
  Descriptor descriptor(::open(path.c_str(), kOpenTerminal), path.string());
  if (descriptor.number() < 0) return opening_error(path, errno);
  TRY_DONE(make_raw(descriptor));
  return descriptor;
}

}  // namespace

Result<PseudoTerminal> PseudoTerminal::make() {
  Descriptor board(::posix_openpt(kOpenTerminal), "the simulated board");
  constexpr std::size_t kMaxPath = 64;
  char path[kMaxPath] = {};
  if (board.number() < 0 || ::grantpt(board.number()) != 0 || ::unlockpt(board.number()) != 0 ||
      ::ptsname_r(board.number(), path, sizeof path) != 0)
    return fail(Fault::Unavailable, "cannot make a pseudo terminal: {}", std::strerror(errno));
  TRY(auto kept_open, opened(path));
  return PseudoTerminal(std::move(board), std::move(kept_open), path);
}

Result<Bytes> PseudoTerminal::read(std::int32_t timeout_ms) {
  return board_.read(timeout_ms);
}

void PseudoTerminal::write(ByteView bytes, std::int32_t timeout_ms) {
  if (board_.write(bytes, timeout_ms)) return;
  // Otherwise the next program would first read what the last one has left unread.
  ::tcflush(kept_open_.number(), TCIFLUSH);
}

bool is_pseudo_terminal(const std::filesystem::path& path) {
  std::error_code error;
  const auto resolved = std::filesystem::canonical(path, error);
  return !error && resolved.parent_path() == "/dev/pts" && resolved.filename() != "ptmx";
}

Result<std::unique_ptr<Link>> open_pseudo_terminal(const std::filesystem::path& path) {
  TRY(auto descriptor, opened(path));
  TRY_DONE(reserve(descriptor));
  ::tcflush(descriptor.number(), TCIFLUSH);
  std::error_code ignored;
  auto lines =
      LinesOfPseudoTerminal::connect(lines_socket_of(std::filesystem::canonical(path, ignored).string()));
  return std::unique_ptr<Link>(std::make_unique<PseudoTerminalLink>(std::move(descriptor), std::move(lines)));
}

}  // namespace tinsmith::devices
