// Runs a simulated board at a pseudo terminal.
#include <fmt/format.h>

#include "base/files.h"
#include "boards/boards.h"
#include "bundle/model.h"
#include "devices/simulated_port.h"
#include "devices/sscma_command.h"
#include "verbs/devices.h"
#include "verbs/run_folder.h"

namespace tinsmith::verbs {
namespace {

// The board whose command servers were recorded.
constexpr std::string_view kSimulatedBoard = "xiao-esp32s3";

struct SimulatedFile {
  std::vector<devices::SimulatedModel> models;  // none or one
  std::optional<devices::ModelInfo> info;
};

Result<SimulatedFile> read_simulated(const std::string& model_or_run, const boards::Board& board) {
  SimulatedFile file;
  if (model_or_run.empty()) return file;
  TRY(const auto path, model_file_of(model_or_run));
  TRY(const auto bytes, read_file(path));
  TRY(auto model, devices::SimulatedModel::from_tflite(bytes, board).during("reading " + path.string()));
  file.models.push_back(std::move(model));
  // The names of a file that states none would be guesses, which no client would have written to the board.
  const auto described = bundle::model_from_tflite(bytes);
  if (!described || !described->assumptions.empty()) return file;
  devices::ModelInfo info{described->name, "1.0.0", described->classes};
  if (devices::model_info_text(info).size() < devices::kMaxCommand_bytes / 2) file.info = std::move(info);
  return file;
}

Result<devices::Dialect> line_of(const std::string& firmware) {
  for (const devices::Dialect dialect : {devices::Dialect::V1, devices::Dialect::V2})
    if (firmware == devices::name_of(dialect)) return dialect;
  return fail(Fault::Usage, "there is no firmware '{}'; there are 1.x, 2.x", firmware);
}

Result<devices::SimulatedCamera> camera_of(const std::string& pictures) {
  if (pictures.empty()) return devices::SimulatedCamera::showing_demo();
  return devices::SimulatedCamera::showing(pictures);
}

}  // namespace

Result<Done> simulate_board(const SimulateRequest& request) {
  TRY(const boards::Board* board, boards::find_board(request.board));
  if (board->name != kSimulatedBoard)
    return fail(Fault::Unsupported, "{} cannot be simulated yet; {} can", board->title, kSimulatedBoard);
  TRY(const auto firmware, line_of(request.firmware));
  TRY(auto file, read_simulated(request.model, *board));
  TRY(auto camera, camera_of(request.pictures));
  const std::string sentence = fmt::format(
      "A simulated {} with firmware {}{}, whose camera shows {} pictures, is at {{}}. Ctrl-C unplugs it.",
      board->title, request.firmware, file.models.empty() ? " and no model" : "", camera.picture_count());
  devices::SimulatedBoard simulated(firmware, std::move(file.models), std::move(camera));
  if (file.info) simulated.store_info(1, *file.info);
  return devices::run_simulated_port(
      std::move(simulated),
      {.faults = {.dropped_fraction = request.dropped_fraction,
                  .noisy_fraction = request.noisy_fraction,
                  .delay_ms = request.delay_ms,
                  .unplugged_after_bytes = request.unplugged_after_bytes,
                  .seed = request.seed},
       .link = request.link,
       .is_hurried = request.is_hurried,
       .ready =
           [&](const std::string& port) { request.ready(port, fmt::format(fmt::runtime(sentence), port)); },
       .should_stop = request.should_stop});
}

}  // namespace tinsmith::verbs
