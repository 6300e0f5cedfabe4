// devices/himax_loader.h — writes files to the flash of a Grove Vision AI V2, through the bootloader of its Himax chip.
//
// The bootloader receives by XMODEM, whose checksum covers each block. It reads nothing back: whether the file works is known
// only when the firmware has answered.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/progress.h"
#include "devices/link.h"
#include "devices/xmodem.h"

namespace tinsmith::devices {

inline constexpr std::int32_t kHimax_bits_per_second = 921600;
// The place for models; before it are the firmware and its settings.
inline constexpr std::uint32_t kHimaxModelsOffset = 0x400000, kHimaxModelsEnd = 0xE00000;

struct HimaxFile {
  std::uint32_t offset = 0;  // in flash; 0: the firmware
  ByteView bytes;
};

struct HimaxRequest {
  std::vector<HimaxFile> files;
  std::int32_t reset_ms = 3'000;    // within which the bootloader answers to the reset by the control line
  std::int32_t person_ms = 60'000;  // within which a person presses the button, if it does not
  XmodemTimes times;
  std::function<void(const std::string& sentence)> say = [](const std::string&) {};
  // Is called once, when the bootloader waits for the first file; an error ends all before anything is written.
  std::function<Result<Done>()> before_writing = []() -> Result<Done> { return Done{}; };
};

// Restarts the board, sends the files, and restarts it again. A board that was interrupted waits in its bootloader after the next
// reset as before: the same call writes it again.
//   InvalidInput  a file is empty, or does not fit into its place
//   Unavailable   the bootloader does not answer, or the board is gone
//   Cancelled     `progress` asked for a stop
Result<Done> write_by_himax_loader(Link& link, const HimaxRequest& request, Progress& progress);

// The file whose writing makes the firmware find no model, as the vendor's page erases one.
HimaxFile no_himax_model();

// Restarts the board by its control line, and waits until its firmware says that it has started, or `patience_ms` have passed:
// what is sent before that would open the menu of the bootloader.
Result<Done> restart_himax(Link& link, std::int32_t patience_ms);
// Only waits, after the bootloader was left.
Result<Done> await_himax_start(Link& link, std::int32_t patience_ms);

}  // namespace tinsmith::devices
