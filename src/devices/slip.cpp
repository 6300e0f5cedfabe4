#include "devices/slip.h"

namespace tinsmith::devices {
namespace {

constexpr std::byte kMark{0xC0}, kEscape{0xDB}, kEscapedMark{0xDC}, kEscapedEscape{0xDD};
// The loader takes at most 16 KiB at a time.
constexpr std::size_t kMaxPacket_bytes = 32768;

}  // namespace

Bytes slip_packet(ByteView content) {
  Bytes packet{kMark};
  for (const std::byte byte : content) {
    if (byte == kMark) {
      packet.insert(packet.end(), {kEscape, kEscapedMark});
    } else if (byte == kEscape) {
      packet.insert(packet.end(), {kEscape, kEscapedEscape});
    } else {
      packet.push_back(byte);
    }
  }
  packet.push_back(kMark);
  return packet;
}

std::vector<Bytes> SlipReader::take(ByteView bytes) {
  std::vector<Bytes> packets;
  for (std::byte byte : bytes) {
    if (byte == kMark) {
      if (!packet_.empty() && !is_broken_ && !is_escaped_) packets.push_back(std::move(packet_));
      packet_.clear();
      is_broken_ = is_escaped_ = false;
      continue;
    }
    if (is_escaped_) {
      is_escaped_ = false;
      is_broken_ = is_broken_ || (byte != kEscapedMark && byte != kEscapedEscape);
      byte = byte == kEscapedMark ? kMark : kEscape;
    } else if (byte == kEscape) {
      is_escaped_ = true;
      continue;
    }
    is_broken_ = is_broken_ || packet_.size() == kMaxPacket_bytes;
    if (!is_broken_) packet_.push_back(byte);
  }
  return packets;
}

}  // namespace tinsmith::devices
