// devices/crc16.h — two checksums: CRC-16/MAXIM, with which SSCMA's firmware 1.x confirms the texts that it has stored, and
// CRC-16/XMODEM of the blocks of a file.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace tinsmith::devices {

// Polynomial 0x8005, bits reflected, starts with 0, inverted at the end.
constexpr std::uint16_t crc16_maxim(std::string_view text) {
  std::uint16_t crc = 0;
  for (const char c : text) {
    crc = static_cast<std::uint16_t>(crc ^ static_cast<std::uint8_t>(c));
    for (int bit = 0; bit < 8; ++bit)
      crc = static_cast<std::uint16_t>((crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1);
  }
  return static_cast<std::uint16_t>(~crc);
}

// Polynomial 0x1021, most significant bit first, starts with 0.
constexpr std::uint16_t crc16_xmodem(ByteView bytes) {
  std::uint16_t crc = 0;
  for (const std::byte byte : bytes) {
    crc = static_cast<std::uint16_t>(crc ^ (std::to_integer<unsigned>(byte) << 8));
    for (int bit = 0; bit < 8; ++bit)
      crc = static_cast<std::uint16_t>((crc & 0x8000) != 0 ? (crc << 1) ^ 0x1021 : crc << 1);
  }
  return crc;
}

}  // namespace tinsmith::devices
