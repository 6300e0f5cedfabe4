// devices/esp_loader.h — writes, reads and verifies the flash of an ESP32-S3 through the loader in its ROM.
//
// Nothing is loaded into the chip: all of this its ROM does. It cannot be overwritten, so that a board whose flash is half
// written can always be written again.
#pragma once

#include <chrono>
#include <string>

#include "base/progress.h"
#include "devices/esp_rom.h"
#include "devices/link.h"
#include "devices/slip.h"

namespace tinsmith::devices {

struct EspChip {
  std::string address;  // of its network (MAC), which no other chip has: "02:54:49:4e:53:4d"
  std::uint64_t flash_bytes = 0;
};

// All waits are bounded. All functions return
//   Unavailable  the board is gone, or the loader does not answer; the message says how to go on
//   Corrupt      the loader answers what it should not
//   Cancelled    `progress` asked for a stop
class EspLoader {
 public:
  // Restarts the chip in its loader by the control lines of its USB port. The link must outlive the loader.
  //   Unsupported  it is another chip than an ESP32-S3
  static Result<EspLoader> start(Link& link);

  const EspChip& chip() const { return chip_; }

  // 32 hexadecimal digits, computed by the chip.
  Result<std::string> md5(std::uint32_t offset, std::size_t count);
  // Slow: 64 bytes per request.
  Result<Bytes> read(std::uint32_t offset, std::size_t count, Progress& progress);
  // Erases the sectors of these bytes and writes them. Precondition: `offset` is the beginning of a sector.
  Result<Done> write(std::uint32_t offset, ByteView bytes, Progress& progress);

  // Starts the firmware; the loader must not be used afterwards.
  Result<Done> restart();

 private:
  struct Answer {
    std::uint32_t value = 0;
    Bytes data;
  };

  explicit EspLoader(Link& link) : link_(&link) {}

  Result<bool> sync();
  Result<Done> identify();
  Result<Answer> ask(RomCommand command, ByteView data, std::int64_t timeout_ms, std::uint32_t checksum = 0);
  Result<std::uint32_t> read_register(std::uint32_t address);
  Result<Done> write_register(std::uint32_t address, std::uint32_t value, std::uint32_t mask = 0xFFFFFFFF);
  Result<std::uint32_t> flash_identity();
  Result<Done> check_area(std::uint64_t offset, std::uint64_t count) const;
  Error silent(std::string_view doing) const;

  Link* link_;
  SlipReader packets_;
  EspChip chip_;
};

// Restarts the firmware of an ESP32-S3 by the control lines.
Result<Done> restart_esp(Link& link);

}  // namespace tinsmith::devices
