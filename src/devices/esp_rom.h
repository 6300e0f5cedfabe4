// devices/esp_rom.h — the packets of the loader in the ROM of the ESP32-S3, for its client and for simulated boards. Not for
// other rooms.
//
// A request is 0, command, 16-bit length, 32-bit checksum, data; a reply is 1, command, 16-bit length, 32-bit value, data
// whose last four bytes are the status (0: done) and its reason.
#pragma once

#include <optional>

#include "base/bytes.h"

namespace tinsmith::devices {

enum class RomCommand : std::uint8_t {
  FlashBegin = 0x02,
  FlashData = 0x03,
  FlashEnd = 0x04,
  Sync = 0x08,
  WriteRegister = 0x09,
  ReadRegister = 0x0A,
  SetFlashParameters = 0x0B,
  AttachFlash = 0x0D,
  ReadFlash = 0x0E,
  ChangeSpeed = 0x0F,
  DeflateBegin = 0x10,
  DeflateData = 0x11,
  DeflateEnd = 0x12,
  Md5 = 0x13,
};

enum class RomReason : std::uint8_t {
  None = 0,
  InvalidMessage = 5,
  CannotAct = 6,
  WrongChecksum = 7,
  CannotWrite = 8,
  CannotRead = 9,
  TooMuchToRead = 0x0A,
  CannotInflate = 0x0B,
};

inline constexpr std::size_t kRomWrite_bytes = 0x400;  // of one FlashData or DeflateData
inline constexpr std::size_t kRomRead_bytes = 64;      // of one ReadFlash
inline constexpr std::size_t kRomStatus_bytes = 4;
inline constexpr std::size_t kFlashSector_bytes = 4096;

// Registers of the ESP32-S3.
inline constexpr std::uint32_t kChipRegister = 0x40001000, kChipIsEsp32S3 = 9;
inline constexpr std::uint32_t kAddressRegister =
    0x60007044;  // of the network address (MAC), and the next one
inline constexpr std::uint32_t kFlashCommandRegister = 0x60002000, kFlashUseRegister = 0x60002018,
                               kFlashOpcodeRegister = 0x60002020, kFlashReadLengthRegister = 0x60002028,
                               kFlashWordRegister = 0x60002058;
inline constexpr std::uint32_t kFlashUse = 1U << 18, kFlashUseOpcode = 1U << 31, kFlashUseInput = 1U << 28,
                               kFlashReadIdentity = 0x9F, kFlashOpcodeBits = 7U << 28;
// The two watchdogs, which would restart the chip while it is written, and the keys that unlock their settings.
inline constexpr std::uint32_t kWatchdogRegister = 0x60008098, kWatchdogLock = 0x600080B0,
                               kWatchdogKey = 0x50D83AA1, kSuperWatchdogRegister = 0x600080B4,
                               kSuperWatchdogLock = 0x600080B8, kSuperWatchdogKey = 0x8F1D312A,
                               kSuperWatchdogFeedsItself = 1U << 31;
// Keeps the chip in its loader over a reset.
inline constexpr std::uint32_t kForceLoaderRegister = 0x6000812C, kForceLoader = 1;

struct RomRequest {
  RomCommand command = RomCommand::Sync;
  std::uint32_t checksum = 0;
  ByteView data;
};
struct RomReply {
  RomCommand command = RomCommand::Sync;
  std::uint32_t value = 0;
  ByteView data;  // without the status
  bool is_done = false;
  RomReason reason = RomReason::None;
};

// Read the content of a packet, which may be anything. None: it is no request, or no reply.
std::optional<RomRequest> read_rom_request(ByteView packet);
std::optional<RomReply> read_rom_reply(ByteView packet);

Bytes rom_request(RomCommand command, ByteView data, std::uint32_t checksum = 0);
Bytes rom_reply(RomCommand command, std::uint32_t value, ByteView data, RomReason reason);

// Sums the data of FlashData and DeflateData, without their first 16 bytes.
std::uint32_t rom_checksum(ByteView data);

}  // namespace tinsmith::devices
