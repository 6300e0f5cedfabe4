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
#include "devices/simulated_camera.h"
#include "devices/simulated_model.h"

namespace tinsmith::devices {

struct SimulatedState;

class SimulatedBoard {
 public:
  // The models are in slots 1, 2, … of its flash. The board starts at once: its first output are the lines of its start.
  SimulatedBoard(Dialect firmware, std::vector<SimulatedModel> models, SimulatedCamera camera);
  SimulatedBoard(SimulatedBoard&&) noexcept;
  SimulatedBoard& operator=(SimulatedBoard&&) = delete;
  ~SimulatedBoard();

  // Stores a description of the model in a slot, as a client does with INFO after it has written the model.
  void store_info(std::int32_t slot, const ModelInfo& info);

  // Takes bytes that a program sends to the board.
  void take(ByteView bytes);
  // Does the next piece of work: a command, or one picture of a running SAMPLE or INVOKE. Returns false if there is none.
  bool work();
  // Returns the bytes that the board has sent since the last call.
  std::string take_output();
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
