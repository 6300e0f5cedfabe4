#include "devices/esp_rom.h"

namespace tinsmith::devices {
namespace {

constexpr std::size_t kHead_bytes = 8;

struct RomHead {
  std::uint8_t direction = 0, command = 0;
  std::uint16_t length = 0;
  std::uint32_t word = 0;
};
static_assert(sizeof(RomHead) == kHead_bytes);

std::optional<RomHead> head_of(ByteView packet, std::uint8_t direction) {
  if (packet.size() < kHead_bytes) return std::nullopt;
  const RomHead head = values_of<RomHead>(packet.first(kHead_bytes))[0];
  if (head.direction != direction || head.length != packet.size() - kHead_bytes) return std::nullopt;
  return head;
}

Bytes with_head(const RomHead& head, ByteView data) {
  Bytes packet = bytes_of(std::span(&head, 1));
  packet.insert(packet.end(), data.begin(), data.end());
  return packet;
}

}  // namespace

std::optional<RomRequest> read_rom_request(ByteView packet) {
  const auto head = head_of(packet, 0);
  if (!head) return std::nullopt;
  return RomRequest{static_cast<RomCommand>(head->command), head->word, packet.subspan(kHead_bytes)};
}

std::optional<RomReply> read_rom_reply(ByteView packet) {
  const auto head = head_of(packet, 1);
  if (!head || head->length < kRomStatus_bytes) return std::nullopt;
  const ByteView data = packet.subspan(kHead_bytes, head->length - kRomStatus_bytes);
  const ByteView status = packet.last(kRomStatus_bytes);
  return RomReply{static_cast<RomCommand>(head->command), head->word, data, status[0] == std::byte{0},
                  static_cast<RomReason>(status[1])};
}

Bytes rom_request(RomCommand command, ByteView data, std::uint32_t checksum) {
  return with_head({0, static_cast<std::uint8_t>(command), static_cast<std::uint16_t>(data.size()), checksum},
                   data);
}

Bytes rom_reply(RomCommand command, std::uint32_t value, ByteView data, RomReason reason) {
  Bytes whole(data.begin(), data.end());
  whole.push_back(std::byte{reason != RomReason::None});
  whole.push_back(static_cast<std::byte>(reason));
  whole.resize(whole.size() + kRomStatus_bytes - 2);
  return with_head({1, static_cast<std::uint8_t>(command), static_cast<std::uint16_t>(whole.size()), value},
                   whole);
}

std::uint32_t rom_checksum(ByteView data) {
  std::byte sum{0xEF};
  for (const std::byte byte : data) sum ^= byte;
  return std::to_integer<std::uint32_t>(sum);
}

}  // namespace tinsmith::devices
