// devices/simulated_device.h — a simulated board as a whole: its firmware, the loader or bootloader of its chip, and its flash.
#pragma once

#include <string>

#include "devices/link.h"
#include "devices/simulated_memory.h"
#include "devices/sscma_data.h"

namespace tinsmith::devices {

// Bytes in, bytes out, without threads and clocks. It is restarted by its control lines, as the real board is.
class SimulatedDevice {
 public:
  virtual ~SimulatedDevice() = default;

  // Takes bytes that a program sends to the board.
  virtual void take(ByteView bytes) = 0;
  // Does the next piece of work. Returns false if there is none.
  virtual bool work() = 0;
  // Returns the bytes that the board has sent since the last call.
  virtual std::string take_output() = 0;
  // The time that a real board would take for the last piece of work, estimated.
  virtual double pause_ms() const = 0;
  // The time for which the board waits for a program before its next piece of work, also when nothing else takes time.
  virtual double key_wait_ms() const { return 0; }

  // Stores a description of the model in slot 1, as a client does with INFO.
  virtual void store_info(const ModelInfo& info) = 0;

  virtual void set_lines(ControlLines lines) = 0;

  // Whether the board gives false answers, as one with broken memory does. Restarts it.
  virtual void answer_wrongly(bool is_wrong) = 0;

  // All but the flash is lost; `plug_in` starts the board again.
  virtual void unplug() = 0;
  virtual void plug_in() = 0;

  // For people: "firmware 2.x and no model".
  virtual std::string about() const = 0;
  virtual SimulatedMemory& flash() = 0;
};

}  // namespace tinsmith::devices
