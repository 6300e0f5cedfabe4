// devices/xmodem.h — sends a file by XMODEM with CRC-16, in blocks of 128 bytes.
#pragma once

#include "base/progress.h"
#include "devices/link.h"

namespace tinsmith::devices {

struct XmodemTimes {
  std::int32_t start_ms = 10'000;  // within which the receiver asks for the first block
  std::int32_t answer_ms = 3'000;  // to each block; the Himax chip erases flash in the meantime
};

// Returns the bytes that the receiver sent after it had taken the end of the file. The last block is filled up with 0xFF, as
// erased flash is. Text that the receiver prints before it asks is ignored.
//   Unavailable  the receiver does not ask, gives up, or answers no block in ten tries; the message says at which byte
//   Cancelled    `progress` asked for a stop; the receiver was told
Result<Bytes> send_by_xmodem(Link& link, ByteView bytes, const XmodemTimes& times, Progress& progress);

}  // namespace tinsmith::devices
