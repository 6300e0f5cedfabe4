#include "devices/simulated_port.h"

#include <algorithm>

#include "devices/deadline.h"
#include "devices/pseudo_terminal.h"
#include "devices/simulated_lines.h"
#include "devices/simulated_ports.h"

namespace tinsmith::devices {
namespace {

constexpr std::int32_t kIdle_ms = 100;
// Real boards drop what no program takes, after a moment.
constexpr std::int32_t kUntaken_ms = 200;

// The destructor removes the link.
class PortLink {
 public:
  static Result<PortLink> make(const std::filesystem::path& link, const std::string& port) {
    std::error_code error;
    const auto status = std::filesystem::symlink_status(link, error);
    if (std::filesystem::exists(status) && !std::filesystem::is_symlink(status))
      return fail(Fault::Conflict, "{} exists and is no link; give another path", link.string());
    std::filesystem::remove(link, error);
    std::filesystem::create_symlink(port, link, error);
    if (error) return fail(Fault::Unavailable, "cannot make the link {}: {}", link.string(), error.message());
    return PortLink(link, port);
  }
  PortLink(PortLink&& other) noexcept
      : link_(std::exchange(other.link_, {})), port_(std::move(other.port_)) {}
  PortLink& operator=(PortLink&&) = delete;
  ~PortLink() {
    std::error_code ignored;
    if (!link_.empty() && std::filesystem::read_symlink(link_, ignored) == port_)
      std::filesystem::remove(link_, ignored);
  }

 private:
  PortLink(std::filesystem::path link, std::string port) : link_(std::move(link)), port_(std::move(port)) {}
  std::filesystem::path link_;
  std::string port_;
};

// A board with the two ways to it.
struct ConnectedBoard {
  SimulatedDevice& board;
  PseudoTerminal& terminal;
  LinesSocket& lines;

  // Passes on what arrives within the time.
  Result<Done> listen(std::int32_t timeout_ms) {
    lines.serve(terminal.descriptor(), timeout_ms, [&](ControlLines changed) { board.set_lines(changed); });
    TRY(const Bytes bytes, terminal.read(0));
    board.take(bytes);
    return Done{};
  }

  // Lets the time pass, during which the board still takes what the program sends.
  Result<Done> wait_ms(double duration_ms) {
    const Deadline deadline(duration_ms);
    for (;;) {
      const std::int32_t left_ms = deadline.left_ms();
      TRY_DONE(listen(left_ms));
      if (left_ms == 0) return Done{};
    }
  }
};

}  // namespace

Result<Done> run_simulated_port(SimulatedDevice& board, const SimulatedPortRequest& request) {
  TRY(auto terminal, PseudoTerminal::make());
  std::optional<PortLink> link;
  if (!request.link.empty()) {
    TRY(auto made, PortLink::make(request.link, terminal.path()));
    link.emplace(std::move(made));
  }
  TRY(const auto announced, AnnouncedPort::announce(terminal.path()));
  TRY(auto lines, LinesSocket::listen(lines_socket_of(terminal.path())));
  ConnectedBoard connected{board, terminal, lines};
  SimulatedCable cable(request.faults);
  request.ready(terminal.path());
  while (!request.should_stop() && !cable.is_unplugged() && board.flash().has_power()) {
    const bool has_worked = board.work();
    const std::string arrived = cable.passed(board.take_output());
    const double pause_ms = std::max(request.is_hurried ? 0 : board.pause_ms(), board.key_wait_ms());
    TRY_DONE(board.flash().save());
    TRY_DONE(connected.wait_ms(pause_ms + (arrived.empty() ? 0 : request.faults.delay_ms)));
    if (!arrived.empty()) terminal.write(as_bytes(arrived), kUntaken_ms);
    if (has_worked) continue;
    TRY_DONE(connected.listen(kIdle_ms));
  }
  return board.flash().save();
}

}  // namespace tinsmith::devices
