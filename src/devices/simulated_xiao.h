// devices/simulated_xiao.h — a simulated XIAO ESP32-S3 Sense: its chip starts the loader in its ROM or the firmware in its
// flash, as the control lines of its USB port ask.
//
// A SimulatedBoard is the firmware while it runs; this is the device that keeps its flash. As on the chip, a reset with DTR off
// and RTS on starts it, and DTR on with RTS off before that makes it start in its loader.
#pragma once

#include <optional>
#include <string>

#include "devices/simulated_board.h"
#include "devices/simulated_device.h"
#include "devices/simulated_rom.h"

namespace tinsmith::devices {

class SimulatedXiao final : public SimulatedDevice {
 public:
  // Starts the firmware that is in the flash.
  SimulatedXiao(SimulatedMemory flash, SimulatedCamera camera);
  SimulatedXiao(SimulatedXiao&&) = delete;
  SimulatedXiao& operator=(SimulatedXiao&&) = delete;

  // Writes a bootloader, a partition table and a program into a flash, so that it starts as this line of SSCMA's firmware.
  static void install(Dialect firmware, SimulatedMemory& flash);

  void take(ByteView bytes) override;
  bool work() override;
  std::string take_output() override;
  double pause_ms() const override;
  void store_info(const ModelInfo& info) override;
  void set_lines(ControlLines lines) override;
  void answer_wrongly(bool is_wrong) override;
  void unplug() override;
  void plug_in() override;
  std::string about() const override;
  SimulatedMemory& flash() override { return flash_; }

  bool is_in_loader() const { return rom_.has_value(); }

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
