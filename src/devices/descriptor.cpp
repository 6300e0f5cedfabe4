#include "devices/descriptor.h"

#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tinsmith::devices {
namespace {

constexpr std::size_t kRead_bytes = 65536;

}  // namespace

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

Error Descriptor::gone() const {
  return fail(Fault::Unavailable,
              "{} is gone: the board was unplugged, or it restarts; plug it in, wait a moment and try again",
              name_);
}

Result<bool> Descriptor::is_ready(short events, std::int32_t timeout_ms) {
  pollfd polled{number_, events, 0};
  const int count = ::poll(&polled, 1, timeout_ms);
  if (count < 0 && errno == EINTR) return false;  // the caller decides whether to wait further
  if (count < 0) return fail(Fault::Unavailable, "cannot wait for {}: {}", name_, std::strerror(errno));
  if (count == 0) return false;
  // Bytes that arrived before the end are still delivered.
  if ((polled.revents & events) == 0) return gone();
  return true;
}

Result<Bytes> Descriptor::read(std::int32_t timeout_ms) {
  TRY(const bool ready, is_ready(POLLIN, timeout_ms));
  if (!ready) return Bytes();
  Bytes bytes(kRead_bytes);
  const ssize_t count = ::read(number_, bytes.data(), bytes.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return Bytes();
  if (count <= 0) return gone();
  bytes.resize(static_cast<std::size_t>(count));
  return bytes;
}

Result<Done> Descriptor::write(ByteView bytes, std::int32_t timeout_ms) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(number_, bytes.data(), bytes.size());
    if (count > 0) {
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      continue;
    }
    if (errno == EINTR) continue;
    if (errno != EAGAIN) return gone();
    TRY(const bool ready, is_ready(POLLOUT, timeout_ms));
    if (!ready)
      return fail(Fault::Unavailable,
                  "{} takes no more bytes: the board does not read them; unplug it, plug it in and try again",
                  name_);
  }
  return Done{};
}

Result<Done> reserve(const Descriptor& port) {
  if (::flock(port.number(), LOCK_EX | LOCK_NB) == 0) return Done{};
  if (errno != EWOULDBLOCK)
    return fail(Fault::Unavailable, "cannot reserve {}: {}", port.name(), std::strerror(errno));
  return fail(
      Fault::Conflict,
      "{} is in use by another program; close it there (a serial monitor, another Tinsmith) and try again",
      port.name());
}

}  // namespace tinsmith::devices
