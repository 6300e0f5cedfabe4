#include "devices/simulated_model.h"

#include <algorithm>

#include "boards/arena.h"
#include "formats/tflite/tflite.h"
#include "graph/cost.h"

namespace tinsmith::devices {
namespace {

bool has_all_operators(const boards::Board& board, const std::vector<std::string>& operators) {
  return std::all_of(operators.begin(), operators.end(),
                     [&](const std::string& name) { return boards::has_operator(board, name); });
}

bool fits_arena(const boards::Board& board, const graph::Graph& graph) {
  return board.arena_bytes == 0 || boards::arena_on(&board, graph).arena_bytes() <= board.arena_bytes;
}

}  // namespace

Result<SimulatedModel> SimulatedModel::from_tflite(ByteView file, const boards::Board& board) {
  TRY(const auto model, formats::read_tflite(file));
  if (board.model_bytes > 0 && static_cast<std::int64_t>(file.size()) > board.model_bytes)
    return fail(Fault::InvalidInput, "it has {} bytes; the flash of {} has room for {}", file.size(),
                board.title, board.model_bytes);
  const graph::Tensor& input = model.graph.tensor(model.graph.inputs[0]);
  if (model.graph.inputs.size() != 1 || input.type != graph::ElementType::Int8 || input.shape.size() != 4 ||
      (input.shape[3] != 1 && input.shape[3] != 3))
    return fail(Fault::Unsupported, "its input is {} {}; the simulated board runs int8 models of one picture",
                graph::name_of(input.type), graph::format_shape(input.shape));
  TRY(auto interpreter, infer::Interpreter::make(model.graph));
  SimulatedModel simulated(std::move(interpreter));
  simulated.is_loadable_ = has_all_operators(board, model.operators) && fits_arena(board, model.graph);
  image::Preparation& preparation = simulated.preparation_;
  preparation.size = {input.shape[2], input.shape[1]};
  preparation.channels = input.shape[3];
  preparation.fit = board.fit;
  preparation.filter = board.filter;
  preparation.padding_value = board.padding_value;
  preparation.pixel_format = board.pixel_format;
  constexpr double kMillion = 1e6;
  simulated.estimated_ms_ = static_cast<double>(graph::multiply_accumulates(model.graph)) / kMillion *
                            (board.fastest_ms_per_million + board.slowest_ms_per_million) / 2;
  return simulated;
}

FirmwareResult SimulatedModel::run(const image::Image& frame, Dialect firmware, Algorithm algorithm,
                                   FirmwareThresholds thresholds) {
  image::Image prepared = image::prepared(frame, preparation_);
  if (is_wrong_)
    for (std::uint8_t& pixel : prepared.pixels) pixel = static_cast<std::uint8_t>(255 - pixel);
  constexpr int kMiddle = 128;  // the firmware gives each pixel minus 128, whatever the scale of the input is
  std::transform(prepared.pixels.begin(), prepared.pixels.end(),
                 interpreter_->input_as<std::int8_t>().begin(),
                 [](std::uint8_t pixel) { return static_cast<std::int8_t>(int{pixel} - kMiddle); });
  interpreter_->run();
  return decoded_as_firmware(firmware, algorithm, graph(), interpreter_->output(), thresholds, kFrameSide_px);
}

}  // namespace tinsmith::devices
