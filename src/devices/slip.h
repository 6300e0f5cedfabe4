// devices/slip.h — SLIP (RFC 1055), the packets of the loader in Espressif's chips.
#pragma once

#include <vector>

#include "base/bytes.h"

namespace tinsmith::devices {

// A packet with the marks at both ends.
Bytes slip_packet(ByteView content);

// Cuts bytes that may come from anybody into packets.
class SlipReader {
 public:
  // Returns the contents of the packets that the bytes complete. What stands between two packets, such as the chip's
  // greeting, is returned as a packet too: its reader finds that it is none. A packet that is longer than any, or has an
  // unknown escape, is dropped.
  std::vector<Bytes> take(ByteView bytes);

 private:
  Bytes packet_;
  bool is_escaped_ = false, is_broken_ = false;
};

}  // namespace tinsmith::devices
