#include "devices/simulated_lines.h"

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace tinsmith::devices {
namespace {

constexpr std::string_view kLinesDone = "done\n";
constexpr std::int32_t kLinesTimeout_ms = 3000;

std::optional<sockaddr_un> socket_address(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.string().size() >= sizeof address.sun_path) return std::nullopt;
  std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
  return address;
}

Descriptor new_socket(const std::filesystem::path& path, int flags) {
  return {::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | flags, 0), path.string()};
}

// Lines are short, so that a socket takes them at once. Not by write(): when the other end is gone, that ends the program by a
// signal.
bool sends(const Descriptor& socket, std::string_view line) {
  return ::send(socket.number(), line.data(), line.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(line.size());
}

// nullopt: the line is no change.
std::optional<ControlLines> read_lines(std::string_view text) {
  constexpr std::string_view kForm = "dtr=0 rts=0";
  constexpr std::size_t kDtr = 4, kRts = 10;
  if (text.size() != kForm.size() || !text.starts_with("dtr=") || text.substr(5, 5) != " rts=")
    return std::nullopt;
  return ControlLines{text[kDtr] == '1', text[kRts] == '1'};
}

}  // namespace

Result<LinesSocket> LinesSocket::listen(const std::filesystem::path& path) {
  const auto address = socket_address(path);
  if (!address)
    return fail(Fault::Unavailable,
                "the path {} is too long for a socket; set XDG_RUNTIME_DIR to a shorter folder",
                path.string());
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  Descriptor listener = new_socket(path, SOCK_NONBLOCK);
  if (listener.number() < 0 ||
      ::bind(listener.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0 ||
      ::listen(listener.number(), 1) != 0)
    return fail(Fault::Unavailable, "cannot make the socket {}: {}", path.string(), std::strerror(errno));
  return LinesSocket(path, std::move(listener));
}

LinesSocket::LinesSocket(LinesSocket&& other) noexcept
    : path_(std::exchange(other.path_, {})),
      listener_(std::move(other.listener_)),
      program_(std::move(other.program_)),
      text_(std::move(other.text_)) {}

LinesSocket::~LinesSocket() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

void LinesSocket::serve(const Descriptor& port, std::int32_t timeout_ms,
                        const std::function<void(ControlLines)>& set) {
  pollfd polled[] = {{port.number(), POLLIN, 0},
                     {listener_.number(), POLLIN, 0},
                     {program_ ? program_->number() : -1, POLLIN, 0}};
  if (::poll(polled, std::size(polled), timeout_ms) <= 0) return;
  // Bytes that were written before a change are read by the board before it.
  if ((polled[0].revents & POLLIN) != 0) return;
  if (polled[2].revents != 0) take(set);
  if ((polled[1].revents & POLLIN) == 0) return;
  const int accepted = ::accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (accepted < 0) return;
  program_.reset();
  program_.emplace(accepted, path_.string());
  text_.clear();
}

void LinesSocket::take(const std::function<void(ControlLines)>& set) {
  constexpr std::size_t kMaxText_bytes = 256;
  const auto bytes = program_->read(0);
  if (!bytes) {
    program_.reset();
    return;
  }
  text_ += as_text(*bytes);
  for (std::size_t end = 0; (end = text_.find('\n')) != text_.npos; text_.erase(0, end + 1)) {
    const auto lines = read_lines(std::string_view(text_).substr(0, end));
    if (!lines) continue;
    set(*lines);
    (void)sends(*program_, kLinesDone);  // a program that has gone needs no answer
  }
  if (text_.size() > kMaxText_bytes) text_.clear();
}

std::optional<LinesOfPseudoTerminal> LinesOfPseudoTerminal::connect(const std::filesystem::path& path) {
  const auto address = socket_address(path);
  if (!address) return std::nullopt;
  Descriptor descriptor = new_socket(path, 0);
  if (descriptor.number() < 0 ||
      ::connect(descriptor.number(), reinterpret_cast<const sockaddr*>(&*address), sizeof *address) != 0)
    return std::nullopt;
  return LinesOfPseudoTerminal(std::move(descriptor));
}

Result<Done> LinesOfPseudoTerminal::set(ControlLines lines) {
  if (!sends(descriptor_, fmt::format("dtr={:d} rts={:d}\n", lines.dtr, lines.rts)))
    return fail(Fault::Unavailable, "the simulated board at {} is gone", descriptor_.name());
  std::string answer;
  while (!answer.ends_with(kLinesDone)) {
    TRY(const Bytes bytes, descriptor_.read(kLinesTimeout_ms));
    if (bytes.empty())
      return fail(Fault::Unavailable, "the simulated board at {} does not answer", descriptor_.name());
    answer += as_text(bytes);
  }
  return Done{};
}

}  // namespace tinsmith::devices
