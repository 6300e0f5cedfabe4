// devices/simulated_board.h — a board with SSCMA firmware that exists only in this program: bytes in, bytes out.
//
// It answers as the real command servers do, in both lines of the firmware, with the faults of each that a program has to
// cope with. It runs models with our interpreter and decodes their outputs as the firmware does. It has no clock of its own:
// it works when it is asked to, so that tests are reproducible.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "devices/mqtt_address.h"
#include "devices/simulated_camera.h"
#include "devices/simulated_model.h"

namespace tinsmith::devices {

struct SimulatedState;

// The board on which the firmware runs, and which it names. Firmware 2.x runs on the XIAO only.
enum class SimulatedHardware : std::uint8_t { Xiao, Grove };

class SimulatedBoard {
 public:
  // The models are in slots 1, 2, … of its flash. The board starts at once: its first output are the lines of its start.
  // `kept_settings` is what `settings` has returned before a restart.
  SimulatedBoard(Dialect firmware, std::vector<SimulatedModel> models, SimulatedCamera camera,
                 std::string_view kept_settings = {}, SimulatedHardware hardware = SimulatedHardware::Xiao);
  SimulatedBoard(SimulatedBoard&&) noexcept;
  SimulatedBoard& operator=(SimulatedBoard&&) = delete;
  ~SimulatedBoard();

  // Stores a description of the model in a slot, as a client does with INFO after it has written the model.
  void store_info(std::int32_t slot, const ModelInfo& info);

  // Lets the board report, when asked, that it is connected to this broker. `serial` makes its id differ from those of other
  // boards. Returns its client id: the address's own, or the one that the firmware makes of the board's id.
  std::string join_broker(const MqttAddress& broker, std::uint32_t serial);
  // Returns the message that the board publishes on sscma/v0/discovery when it connects.
  std::string discovery() const;

  // Takes bytes that a program sends to the board.
  void take(ByteView bytes);
  // Does the next piece of work: a command, or one picture of a running SAMPLE or INVOKE. Returns false if there is none.
  bool work();
  // Whether the next piece of work is a command.
  bool has_command() const;
  // Returns the bytes that the board has sent since the last call.
  std::string take_output();
  // The settings that the board keeps over a restart.
  std::string settings() const;
  // The time that a real board would take for the last piece of work, estimated (SimulatedModel::estimated_ms).
  double pause_ms() const;

 private:
  std::unique_ptr<SimulatedState> state_;
  std::string line_;          // the beginning of the next command
  bool was_return_ = false;   // the byte before was CR
  bool is_too_long_ = false;  // the line has more bytes than the firmware takes
  bool is_deaf_ = false;      // 2.x after such a line
};

}  // namespace tinsmith::devices
