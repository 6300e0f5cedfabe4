// devices/simulated_xiao.h — a simulated XIAO ESP32-S3 Sense: its chip starts the loader in its ROM or the firmware in its
// flash, as the control lines of its USB port ask.
//
// A SimulatedBoard is the firmware while it runs; this is the device that keeps its flash. As on the chip, a reset with DTR off
// and RTS on starts it, and DTR on with RTS off before that makes it start in its loader.
#pragma once

#include <optional>
#include <string>

#include "devices/link.h"
#include "devices/simulated_board.h"
#include "devices/simulated_memory.h"
#include "devices/simulated_rom.h"

namespace tinsmith::devices {

class SimulatedXiao {
 public:
  // Starts the firmware that is in the flash.
  SimulatedXiao(SimulatedMemory flash, SimulatedCamera camera);
  SimulatedXiao(SimulatedXiao&&) = delete;
  SimulatedXiao& operator=(SimulatedXiao&&) = delete;

  // Writes a bootloader, a partition table and a program into a flash, so that it starts as this line of SSCMA's firmware.
  static void install(Dialect firmware, SimulatedMemory& flash);

  // As SimulatedBoard's.
  void take(ByteView bytes);
  bool work();
  std::string take_output();
  double pause_ms() const;
  // Stores a description of the model in slot 1, as a client does with INFO.
  void store_info(const ModelInfo& info);

  void set_lines(ControlLines lines);

  // Whether the board gives false answers, as one with broken memory does. Restarts it.
  void answer_wrongly(bool is_wrong);

  // All but the flash is lost; `plug_in` starts the board again.
  void unplug();
  void plug_in();

  // For people: "firmware 2.x and no model".
  std::string about() const;
  bool is_in_loader() const { return rom_.has_value(); }
  SimulatedMemory& flash() { return flash_; }

 private:
  void start();
  void start_firmware();
  void keep_settings();
  std::optional<Dialect> firmware_in_flash() const;

  SimulatedMemory flash_;
  SimulatedCamera camera_;
  std::optional<SimulatedBoard> firmware_;
  std::optional<SimulatedRom> rom_;
  std::string boot_log_;
  std::string kept_settings_;  // as they are in the flash
  ControlLines lines_;
  bool asks_for_loader_ = false, is_wrong_ = false;
};

}  // namespace tinsmith::devices
