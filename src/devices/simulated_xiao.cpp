#include "devices/simulated_xiao.h"

#include "boards/boards.h"
#include "devices/esp_image.h"

namespace tinsmith::devices {
namespace {

constexpr std::string_view kNothingToStart = "invalid header: 0xffffffff\r\n";

std::vector<SimulatedModel> stored_models(Dialect firmware, ByteView place, bool is_wrong) {
  const boards::Board& board = *boards::find_board("xiao-esp32s3").value();
  std::vector<SimulatedModel> models;
  for (const StoredModel& stored : models_in_flash(firmware, place)) {
    auto model = SimulatedModel::from_tflite(stored.file, board);
    models.push_back(model ? std::move(model).value() : SimulatedModel::unreadable());
    models.back().answer_wrongly(is_wrong);
  }
  return models;
}

}  // namespace

SimulatedXiao::SimulatedXiao(SimulatedMemory flash, SimulatedCamera camera)
    : flash_(std::move(flash)), camera_(std::move(camera)) {
  start();
}

void SimulatedXiao::install(Dialect firmware, SimulatedMemory& flash) {
  const std::string version = firmware == Dialect::V1 ? "1.x, simulated" : "2.x, simulated";
  flash.replace(kBootloaderOffset, make_esp_program("", version));
  flash.replace(kTableOffset, make_sscma_table(firmware));
  flash.replace(firmware == Dialect::V1 ? kProgramOffsetV1 : kProgramOffsetV2,
                make_esp_program("sscma", version));
}

std::optional<Dialect> SimulatedXiao::firmware_in_flash() const {
  const ByteView flash = flash_.bytes();
  if (!read_esp_program(flash.subspan(kBootloaderOffset, kTableOffset))) return std::nullopt;
  const auto table = read_partition_table(flash.subspan(kTableOffset, kTable_bytes));
  const auto line = table ? sscma_line_of(*table) : std::nullopt;
  if (!line) return std::nullopt;
  const auto program = *line == Dialect::V1 ? kProgramOffsetV1 : kProgramOffsetV2;
  if (!read_esp_program(flash.subspan(program, kSettingsOffset - program))) return std::nullopt;
  return line;
}

void SimulatedXiao::start() {
  firmware_.reset();
  rom_.reset();
  boot_log_.clear();
  if (!flash_.has_power()) return;
  if (asks_for_loader_) {
    rom_.emplace(flash_);
  } else {
    start_firmware();
  }
}

void SimulatedXiao::start_firmware() {
  const auto line = firmware_in_flash();
  if (!line) {
    boot_log_ = kNothingToStart;
    return;
  }
  const auto settings = as_text(flash_.bytes().subspan(kSettingsOffset, kSettings_bytes));
  kept_settings_ = settings.substr(0, settings.find('\xFF'));
  firmware_.emplace(*line,
                    stored_models(*line, flash_.bytes().subspan(kModelsOffset, kModels_bytes), is_wrong_),
                    camera_, kept_settings_);
  keep_settings();
}

void SimulatedXiao::keep_settings() {
  std::string settings = firmware_->settings();
  if (settings == kept_settings_) return;
  kept_settings_ = settings;
  settings += '\xFF';
  flash_.replace(kSettingsOffset, as_bytes(settings));
}

void SimulatedXiao::take(ByteView bytes) {
  if (firmware_) firmware_->take(bytes);
  if (!rom_) return;
  rom_->take(bytes);
  if (!rom_->has_left()) return;
  asks_for_loader_ = false;
  start();
}

bool SimulatedXiao::work() {
  if (!firmware_ || !flash_.has_power() || !firmware_->work()) return false;
  keep_settings();
  return true;
}

std::string SimulatedXiao::take_output() {
  std::string output = std::exchange(boot_log_, {});
  if (firmware_) output += firmware_->take_output();
  if (rom_) output += rom_->take_output();
  return output;
}

double SimulatedXiao::pause_ms() const {
  return firmware_ ? firmware_->pause_ms() : 0;
}

void SimulatedXiao::store_info(const ModelInfo& info) {
  if (!firmware_) return;
  firmware_->store_info(1, info);
  keep_settings();
}

std::string SimulatedXiao::about() const {
  const auto line = firmware_in_flash();
  if (!line) return "no firmware";
  const auto models = models_in_flash(*line, flash_.bytes().subspan(kModelsOffset, kModels_bytes));
  return fmt::format("firmware {}{}", name_of(*line), models.empty() ? " and no model" : "");
}

void SimulatedXiao::set_lines(ControlLines lines) {
  const ControlLines before = std::exchange(lines_, lines);
  if (before == lines) return;
  if (!lines.rts) asks_for_loader_ = lines.dtr;
  if (lines.rts && !lines.dtr) start();
}

void SimulatedXiao::answer_wrongly(bool is_wrong) {
  is_wrong_ = is_wrong;
  if (firmware_) start();
}

void SimulatedXiao::unplug() {
  flash_.cut_power_after(0);
  asks_for_loader_ = false;
  lines_ = {};
  start();
}

void SimulatedXiao::plug_in() {
  flash_.give_power();
  start();
}

}  // namespace tinsmith::devices
