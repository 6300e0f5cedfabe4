// devices/descriptor.h — an open file descriptor of a terminal: reads, writes, and notices when the other end is gone.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/bytes.h"

namespace tinsmith::devices {

// A board that takes no bytes for this long will not take any.
inline constexpr std::int32_t kWriteTimeout_ms = 5000;

// Owns the descriptor. `name` is that of the port, for messages.
class Descriptor {
 public:
  Descriptor(int number, std::string name) : number_(number), name_(std::move(name)) {}
  Descriptor(Descriptor&& other) noexcept
      : number_(std::exchange(other.number_, -1)), name_(std::move(other.name_)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor();

  int number() const { return number_; }
  const std::string& name() const { return name_; }

  // As Link::read.
  Result<Bytes> read(std::int32_t timeout_ms);
  // As Link::write, which waits at most `timeout_ms` for the other end to take the next bytes.
  Result<Done> write(ByteView bytes, std::int32_t timeout_ms);

 private:
  Result<bool> is_ready(short events, std::int32_t timeout_ms);
  Error gone() const;

  int number_;
  std::string name_;
};

// Reserves the port for this process, so that two programs do not talk to a board at the same time.
//   Conflict  another program has reserved it
Result<Done> reserve(const Descriptor& port);

}  // namespace tinsmith::devices
