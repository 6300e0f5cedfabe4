// devices/simulated_model.h — a model file in the flash of a simulated board, run by our interpreter.
#pragma once

#include <optional>
#include <string>

#include "boards/boards.h"
#include "devices/firmware_decoding.h"
#include "image/image.h"
#include "infer/interpreter.h"

namespace tinsmith::devices {

// Width and height of the camera's picture.
inline constexpr std::int32_t kFrameSide_px = 240;

class SimulatedModel {
 public:
  // Reads a .tflite file. Corrupt, Unsupported: it is none, or it cannot be run here, and so cannot be simulated. A model
  // that the board's firmware would refuse is no error: it is refused when it is loaded there.
  static Result<SimulatedModel> from_tflite(ByteView file, const boards::Board& board);

  // A file that nothing can be read from, such as the half of one: no firmware loads it.
  static SimulatedModel unreadable() { return SimulatedModel(std::nullopt); }

  // Whether the firmware can load it: it has all of its operators, and its arena is large enough.
  bool is_loadable() const { return is_loadable_; }
  // Precondition: it is loadable.
  const graph::Graph& graph() const { return interpreter_->model().graph(); }

  // Runs the model on a picture of the camera and decodes its output. Precondition: `algorithm` is what the firmware
  // recognised.
  FirmwareResult run(const image::Image& frame, Dialect firmware, Algorithm algorithm,
                     FirmwareThresholds thresholds);

  // A fault for tests: the model sees the negative of each picture.
  void answer_wrongly(bool is_wrong) { is_wrong_ = is_wrong; }

  // The time that the board would take for one picture: estimated from the model's multiply-accumulates and published times of
  // other models. 0: not known for this board.
  double estimated_ms() const { return estimated_ms_; }

 private:
  explicit SimulatedModel(std::optional<infer::Interpreter> interpreter)
      : interpreter_(std::move(interpreter)) {}

  std::optional<infer::Interpreter> interpreter_;  // none: unreadable
  image::Preparation preparation_;
  bool is_loadable_ = false, is_wrong_ = false;
  double estimated_ms_ = 0;
};

}  // namespace tinsmith::devices
