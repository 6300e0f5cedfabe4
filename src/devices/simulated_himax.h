// devices/simulated_himax.h — the bootloader of a Grove Vision AI V2's Himax chip, simulated: a menu, and files by XMODEM into the
// flash. Not for other rooms.
#pragma once

#include <string>

#include "devices/simulated_memory.h"

namespace tinsmith::devices {

// Each sector is erased when its first block arrives. What was written before an interruption stays.
class SimulatedHimax {
 public:
  explicit SimulatedHimax(SimulatedMemory& flash);

  void take(ByteView bytes);
  // Lets some time pass, in which a receiver asks for the next file.
  void wait();
  std::string take_output();

  // It has printed its first lines, and no key has been pressed yet: after a moment it starts the firmware.
  bool waits_for_key() const { return state_ == State::WaitsForKey; }
  // The program has ended the transmission.
  bool has_left() const { return state_ == State::Left; }

 private:
  enum class State : std::uint8_t { WaitsForKey, Menu, Receives, Asks, Left };
  void take_byte(std::byte byte);
  void take_block();
  void end_file();

  SimulatedMemory& flash_;
  State state_ = State::WaitsForKey;
  std::string output_;
  Bytes block_;               // as much of it as has arrived
  Bytes head_;                // the first block of the file, which may name the place of the next one
  std::size_t received_ = 0;  // bytes of the file
  std::size_t place_ = 0;     // of the file, in the flash
};

}  // namespace tinsmith::devices
