// devices/simulated_grove.h — a simulated Grove Vision AI V2: its chip starts the bootloader, which starts the firmware 1.x in its
// flash unless a key is pressed within a tenth of a second.
//
// The code for its NPU cannot be executed here. The simulated board runs the int8 model from which the compiled one in its flash
// was made, and loads no other.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "devices/simulated_board.h"
#include "devices/simulated_device.h"
#include "devices/simulated_himax.h"

namespace tinsmith::devices {

inline constexpr std::size_t kGroveFlash_bytes = std::size_t{16} << 20;

class SimulatedGrove final : public SimulatedDevice {
 public:
  // Returns the int8 model from which the compiled one was made with which these bytes begin; none: it is not known.
  using SourceOf = std::function<std::optional<Bytes>(ByteView bytes)>;

  // It has been plugged in for a while: the firmware runs.
  SimulatedGrove(SimulatedMemory flash, SimulatedCamera camera, SourceOf source_of);
  SimulatedGrove(SimulatedGrove&&) = delete;
  SimulatedGrove& operator=(SimulatedGrove&&) = delete;

  // Writes into a flash what stands for firmware 1.x.
  static void install(SimulatedMemory& flash);

  void take(ByteView bytes) override;
  bool work() override;
  std::string take_output() override;
  double pause_ms() const override;
  double key_wait_ms() const override;
  void store_info(const ModelInfo& info) override;
  // RTS on and off again restarts it, through the bootloader.
  void set_lines(ControlLines lines) override;
  void answer_wrongly(bool is_wrong) override;
  void unplug() override;
  void plug_in() override;
  std::string about() const override;
  SimulatedMemory& flash() override { return flash_; }

  bool is_in_bootloader() const { return bootloader_.has_value(); }

 private:
  void start_bootloader();
  void start_firmware();
  void keep_settings();
  bool has_firmware() const;

  SimulatedMemory flash_;
  SimulatedCamera camera_;
  SourceOf source_of_;
  std::optional<SimulatedBoard> firmware_;
  std::optional<SimulatedHimax> bootloader_;
  std::string kept_settings_;  // as they are in the flash
  ControlLines lines_;
  bool has_waited_ = false, is_wrong_ = false;
};

}  // namespace tinsmith::devices
