// devices/link.h — a link to a board: a stream of bytes in both directions, with the control lines of a serial port.
//
// All protocols are written above this interface, so that they are the same for every kind of link.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <thread>

#include "base/bytes.h"

namespace tinsmith::devices {

// The two control lines that a computer sets: data terminal ready and request to send. On most boards they are wired to
// reset and boot, so that setting them restarts the board.
struct ControlLines {
  bool dtr = false, rts = false;
  friend bool operator==(const ControlLines&, const ControlLines&) = default;
};

// Must be used by one thread at a time. The destructor closes the link.
class Link {
 public:
  virtual ~Link() = default;

  // The name for messages: "/dev/ttyACM0".
  virtual std::string name() const = 0;

  // Waits until bytes arrive and returns them, at most 64 KiB. Returns none when `timeout_ms` has passed.
  //   Unavailable  the board was unplugged, or the other end was closed
  virtual Result<Bytes> read(std::int32_t timeout_ms) = 0;

  // Writes all bytes.
  //   Unavailable  as for read, or the other end has not taken the bytes for some seconds
  virtual Result<Done> write(ByteView bytes) = 0;

  // Sets the speed in bits per second, in both directions.
  //   Unsupported  the port does not have this speed
  virtual Result<Done> set_speed(std::int32_t bits_per_second) = 0;

  virtual Result<Done> set_lines(ControlLines lines) = 0;

  // Lets time pass in which the board needs no bytes, such as between two changes of the control lines.
  virtual void pause(std::int32_t duration_ms) {
    std::this_thread::sleep_for(std::chrono::milliseconds(duration_ms));
  }
};

}  // namespace tinsmith::devices
