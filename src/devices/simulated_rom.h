// devices/simulated_rom.h — the loader in the ROM of a simulated ESP32-S3: bytes in, bytes out, on a simulated flash.
//
// It knows the commands of the ROM only. Programs that first load a loader of their own into the memory of the chip cannot do
// that here, because this program does not execute the chip's instructions.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "devices/esp_rom.h"
#include "devices/simulated_memory.h"
#include "devices/slip.h"

namespace tinsmith::devices {

class Inflating;

class SimulatedRom {
 public:
  // Greets as the chip does when it starts in its loader. Keeps a reference to the flash.
  explicit SimulatedRom(SimulatedMemory& flash);
  ~SimulatedRom();

  // Takes bytes and carries out the requests that they complete.
  void take(ByteView bytes);
  std::string take_output() { return std::exchange(output_, {}); }
  // Whether a request has ended the loader, so that the chip runs its firmware.
  bool has_left() const { return has_left_; }

 private:
  // The values of a request, of 32 bits each; 0 where it has fewer.
  static std::uint32_t word_of(const RomRequest& request, std::size_t index);
  bool is_in_flash(std::uint64_t offset, std::uint64_t count) const {
    return offset + count <= flash_.size();
  }

  void carry_out(const RomRequest& request);
  void answer(const RomRequest& request, RomReason reason, ByteView data = {}, std::uint32_t value = 0);
  RomReason begin(const RomRequest& request, bool is_deflated);
  RomReason take_data(const RomRequest& request);
  void write_register(std::uint32_t address, std::uint32_t value, std::uint32_t mask);
  void read_flash(const RomRequest& request);
  void hash_flash(const RomRequest& request);

  SimulatedMemory& flash_;
  SlipReader packets_;
  std::string output_;
  std::map<std::uint32_t, std::uint32_t> registers_;
  bool is_attached_ = false, has_left_ = false;
  // The write that was begun.
  bool is_writing_ = false;
  std::uint64_t position_ = 0, end_ = 0;
  std::uint32_t next_packet_ = 0;
  std::unique_ptr<Inflating> inflating_;  // null: the data is not compressed
};

}  // namespace tinsmith::devices
