// Runs simulated boards at a pseudo terminal or at a broker.
#include <fmt/format.h>

#include "base/files.h"
#include "boards/boards.h"
#include "bundle/model.h"
#include "deploying/deploy.h"
#include "deploying/history.h"
#include "devices/esp_image.h"
#include "devices/himax_loader.h"
#include "devices/md5.h"
#include "devices/ports.h"
#include "devices/simulated_grove.h"
#include "devices/simulated_mqtt.h"
#include "devices/simulated_port.h"
#include "devices/simulated_xiao.h"
#include "devices/sscma_command.h"
#include "verbs/check_for_board.h"
#include "verbs/devices.h"
#include "verbs/run_folder.h"

namespace tinsmith::verbs {
namespace {

// The board whose command servers were recorded, and one with the same.
constexpr std::string_view kSimulatedXiao = "xiao-esp32s3", kSimulatedGrove = "grove-vision-ai-v2";

struct SimulatedFile {
  Bytes bytes;
  std::optional<devices::ModelInfo> info;
};

Result<SimulatedFile> read_simulated(const std::string& model_or_run, const boards::Board& board) {
  SimulatedFile file;
  TRY(const auto path, model_file_of(model_or_run));
  TRY(file.bytes, read_file(path));
  TRY_DONE(devices::SimulatedModel::from_tflite(file.bytes, board).during("reading " + path.string()));
  // The names of a file that states none would be guesses, which no client would have written to the board.
  const auto described = bundle::model_from_tflite(file.bytes);
  if (!described || !described->assumptions.empty()) return file;
  devices::ModelInfo info{described->name, "1.0.0", described->classes};
  if (devices::model_info_text(info).size() < devices::kMaxCommand_bytes / 2) file.info = std::move(info);
  return file;
}

// Empty: 2.x.
Result<devices::Dialect> line_of(const std::string& firmware) {
  if (firmware.empty()) return devices::Dialect::V2;
  for (const devices::Dialect line : {devices::Dialect::V1, devices::Dialect::V2})
    if (firmware == devices::name_of(line)) return line;
  return fail(Fault::Usage, "there is no firmware '{}'; there are 1.x, 2.x, none", firmware);
}

// Whether firmware is to be written into the flash: the one that was asked for, or any into a new one.
bool installs_firmware(const std::string& firmware, const devices::SimulatedMemory& flash) {
  return firmware != "none" && (!firmware.empty() || flash.is_blank());
}

Result<devices::SimulatedMemory> flash_of(const SimulateRequest& request, std::size_t size_bytes) {
  if (request.state.empty()) return devices::SimulatedMemory(size_bytes);
  return devices::SimulatedMemory::kept_in(request.state, size_bytes);
}

Result<devices::SimulatedCamera> camera_of(const std::string& pictures) {
  if (pictures.empty()) return devices::SimulatedCamera::showing_demo();
  return devices::SimulatedCamera::showing(pictures);
}

devices::CableFaults faults_of(const SimulateRequest& request) {
  return {.dropped_fraction = request.dropped_fraction,
          .noisy_fraction = request.noisy_fraction,
          .delay_ms = request.delay_ms,
          .unplugged_after_bytes = request.unplugged_after_bytes,
          .seed = request.seed};
}

// Says why the firmware does not run the model. Empty: it runs it, or there is none.
std::string refusal_of(const SimulateRequest& request) {
  if (request.model.empty()) return {};
  const auto check = check_for_board(request.model, request.board);
  if (!check || check->is_accepted) return {};
  for (const boards::Finding& finding : check->findings)
    if (finding.kind == boards::Finding::Kind::Broken)
      return fmt::format(" Its firmware does not run this model: {}", finding.message);
  return {};
}

// The boards at a broker are firmware alone: over a network nothing is written to the flash.
Result<std::vector<devices::SimulatedBoard>> boards_of(const SimulateRequest& request,
                                                       const boards::Board& board) {
  TRY(const auto line, line_of(request.firmware));
  TRY(const auto camera, camera_of(request.pictures));
  SimulatedFile file;
  if (!request.model.empty()) {
    TRY(file, read_simulated(request.model, board));
  }
  std::vector<devices::SimulatedBoard> simulated;
  for (std::int32_t i = 0; i < request.boards; ++i) {
    std::vector<devices::SimulatedModel> models;
    if (!file.bytes.empty()) {
      auto model = devices::SimulatedModel::from_tflite(file.bytes, board);
      if (!model) return model.error();
      models.push_back(std::move(*model));
    }
    simulated.emplace_back(line, std::move(models), camera);
    if (file.info) simulated.back().store_info(1, *file.info);
  }
  return simulated;
}

Result<Done> simulate_at_broker(const SimulateRequest& request, const boards::Board& board) {
  TRY(auto address, devices::parse_mqtt_address(request.broker));
  if (!address.client_id.empty() && request.boards > 1)
    return fail(Fault::Usage,
                "{} boards cannot have the same client id {}; give the broker's address without it",
                request.boards, address.client_id);
  TRY(auto simulated, boards_of(request, board));
  const auto ready = [&](const std::vector<std::string>& addresses) {
    const std::string where = addresses.size() == 1 ? addresses[0] : devices::shown_port(request.broker);
    request.ready(where, fmt::format("{} simulated {} at {}. Ctrl-C ends.{}", addresses.size(), board.title,
                                     where, refusal_of(request)));
  };
  return devices::run_simulated_mqtt(std::move(simulated), {.broker = address,
                                                            .faults = faults_of(request),
                                                            .period_ms = request.period_ms,
                                                            .is_hurried = request.is_hurried,
                                                            .ready = ready,
                                                            .should_stop = request.should_stop});
}

Result<std::unique_ptr<devices::SimulatedDevice>> simulated_xiao(const SimulateRequest& request,
                                                                 const boards::Board& board,
                                                                 devices::SimulatedCamera camera) {
  TRY(auto flash, flash_of(request, devices::kXiaoFlash_bytes));
  TRY(const auto line, line_of(request.firmware == "none" ? "" : request.firmware));
  if (installs_firmware(request.firmware, flash)) devices::SimulatedXiao::install(line, flash);
  SimulatedFile file;
  if (!request.model.empty()) {
    TRY(file, read_simulated(request.model, board));
    flash.replace(devices::kModelsOffset, file.bytes);
  }
  auto device = std::make_unique<devices::SimulatedXiao>(std::move(flash), std::move(camera));
  if (file.info) device->store_info(*file.info);
  return std::unique_ptr<devices::SimulatedDevice>(std::move(device));
}

Result<std::unique_ptr<devices::SimulatedDevice>> simulated_grove(const SimulateRequest& request,
                                                                  const boards::Board& board,
                                                                  devices::SimulatedCamera camera) {
  if (request.firmware == devices::name_of(devices::Dialect::V2))
    return fail(Fault::Unsupported, "{} has firmware 1.x only", board.title);
  TRY_DONE(line_of(request.firmware == "none" ? "" : request.firmware));
  TRY(auto flash, flash_of(request, devices::kGroveFlash_bytes));
  if (installs_firmware(request.firmware, flash)) devices::SimulatedGrove::install(flash);
  const deploying::BoardHistory history(request.data_folder);
  SimulatedFile file;
  if (!request.model.empty()) {
    TRY(file, read_simulated(request.model, board));
    TRY(const auto compiled, deploying::compiled_by_vela(file.bytes));
    const std::string md5 = devices::md5_of(compiled);
    TRY_DONE(history.keep(md5, compiled));
    TRY_DONE(history.keep_source(md5, file.bytes));
    if (file.info) file.info->checksum = md5;
    flash.replace(devices::kHimaxModelsOffset, compiled);
  }
  auto device = std::make_unique<devices::SimulatedGrove>(
      std::move(flash), std::move(camera),
      [history](ByteView bytes) { return history.source_of_flash(bytes); });
  if (file.info) device->store_info(*file.info);
  return std::unique_ptr<devices::SimulatedDevice>(std::move(device));
}

}  // namespace

Result<Done> simulate_board(const SimulateRequest& request) {
  TRY(const boards::Board* board, boards::find_board(request.board));
  const bool is_grove = board->name == kSimulatedGrove;
  if (board->name != kSimulatedXiao && !is_grove)
    return fail(Fault::Unsupported, "{} cannot be simulated yet; {} and {} can", board->title, kSimulatedXiao,
                kSimulatedGrove);
  if (!request.broker.empty() && is_grove)
    return fail(Fault::Unsupported, "{} has no network of its own; {} can be at a broker", board->title,
                kSimulatedXiao);
  if (!request.broker.empty()) return simulate_at_broker(request, *board);
  if (request.boards > 1) return fail(Fault::Usage, "--boards {} needs --broker", request.boards);
  TRY(auto camera, camera_of(request.pictures));
  const std::string pictures = std::to_string(camera.picture_count());
  TRY(const auto simulated, is_grove ? simulated_grove(request, *board, std::move(camera))
                                     : simulated_xiao(request, *board, std::move(camera)));
  if (request.answers_wrongly) simulated->answer_wrongly(true);
  if (request.powered_flash_bytes) simulated->flash().cut_power_after(*request.powered_flash_bytes);
  const std::string sentence =
      fmt::format("A simulated {} with {}, whose camera shows {} pictures, is at {{}}. Ctrl-C unplugs it.{}",
                  board->title, simulated->about(), pictures, refusal_of(request));
  return devices::run_simulated_port(
      *simulated,
      {.faults = faults_of(request),
       .link = request.link,
       .is_hurried = request.is_hurried,
       .ready =
           [&](const std::string& port) { request.ready(port, fmt::format(fmt::runtime(sentence), port)); },
       .should_stop = request.should_stop});
}

}  // namespace tinsmith::verbs
