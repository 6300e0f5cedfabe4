#include "devices/simulated_grove.h"

#include "boards/boards.h"
#include "devices/esp_image.h"
#include "devices/himax_loader.h"

namespace tinsmith::devices {
namespace {

constexpr double kKeyWait_ms = 100;
constexpr std::string_view kFirmware = "SSCMA 1.x, simulated";
constexpr std::size_t kGroveSettingsOffset = 0x300000, kGroveSettings_bytes = 0x40000;

ByteView models_of(ByteView flash) {
  return flash.subspan(kHimaxModelsOffset, kHimaxModelsEnd - kHimaxModelsOffset);
}

std::vector<SimulatedModel> loaded_models(ByteView flash, const SimulatedGrove::SourceOf& source_of,
                                          bool is_wrong) {
  const boards::Board& board = *boards::find_board("grove-vision-ai-v2").value();
  std::vector<SimulatedModel> models;
  for (const StoredModel& stored : models_in_flash(Dialect::V1, models_of(flash))) {
    const auto source = source_of(stored.file);
    auto model = source ? SimulatedModel::from_tflite(*source, board)
                        : Result<SimulatedModel>(SimulatedModel::unreadable());
    models.push_back(model ? std::move(model).value() : SimulatedModel::unreadable());
    models.back().answer_wrongly(is_wrong);
  }
  return models;
}

}  // namespace

SimulatedGrove::SimulatedGrove(SimulatedMemory flash, SimulatedCamera camera, SourceOf source_of)
    : flash_(std::move(flash)), camera_(std::move(camera)), source_of_(std::move(source_of)) {
  start_firmware();
}

void SimulatedGrove::install(SimulatedMemory& flash) {
  flash.replace(0, as_bytes(kFirmware));
}

bool SimulatedGrove::has_firmware() const {
  return as_text(flash_.bytes().first(kFirmware.size())) == kFirmware;
}

void SimulatedGrove::start_bootloader() {
  firmware_.reset();
  has_waited_ = false;
  bootloader_.emplace(flash_);
}

void SimulatedGrove::start_firmware() {
  bootloader_.reset();
  firmware_.reset();
  if (!flash_.has_power() || !has_firmware()) return;
  const auto settings = as_text(flash_.bytes().subspan(kGroveSettingsOffset, kGroveSettings_bytes));
  kept_settings_ = settings.substr(0, settings.find('\xFF'));
  firmware_.emplace(Dialect::V1, loaded_models(flash_.bytes(), source_of_, is_wrong_), camera_,
                    kept_settings_, SimulatedHardware::Grove);
  keep_settings();
}

void SimulatedGrove::keep_settings() {
  std::string settings = firmware_->settings();
  if (settings == kept_settings_) return;
  kept_settings_ = settings;
  settings += '\xFF';
  flash_.replace(kGroveSettingsOffset, as_bytes(settings));
}

void SimulatedGrove::take(ByteView bytes) {
  if (firmware_) firmware_->take(bytes);
  if (!bootloader_) return;
  bootloader_->take(bytes);
  if (bootloader_->has_left()) start_bootloader();
}

bool SimulatedGrove::work() {
  if (!flash_.has_power()) return false;
  if (bootloader_) {
    if (!bootloader_->waits_for_key()) {
      bootloader_->wait();
      return false;
    }
    if (std::exchange(has_waited_, true)) start_firmware();
    return true;
  }
  if (!firmware_ || !firmware_->work()) return false;
  keep_settings();
  return true;
}

std::string SimulatedGrove::take_output() {
  if (bootloader_) return bootloader_->take_output();
  return firmware_ ? firmware_->take_output() : std::string();
}

double SimulatedGrove::pause_ms() const {
  return firmware_ ? firmware_->pause_ms() : 0;
}

double SimulatedGrove::key_wait_ms() const {
  return bootloader_ && bootloader_->waits_for_key() ? kKeyWait_ms : 0;
}

void SimulatedGrove::store_info(const ModelInfo& info) {
  if (!firmware_) return;
  firmware_->store_info(1, info);
  keep_settings();
}

void SimulatedGrove::set_lines(ControlLines lines) {
  const ControlLines before = std::exchange(lines_, lines);
  if (before.rts && !lines.rts && flash_.has_power()) start_bootloader();
}

void SimulatedGrove::answer_wrongly(bool is_wrong) {
  is_wrong_ = is_wrong;
  start_firmware();
}

void SimulatedGrove::unplug() {
  flash_.cut_power_after(0);
  lines_ = {};
  start_firmware();
}

void SimulatedGrove::plug_in() {
  flash_.give_power();
  start_firmware();
}

std::string SimulatedGrove::about() const {
  if (!has_firmware()) return "no firmware";
  return fmt::format("firmware 1.x{}",
                     models_in_flash(Dialect::V1, models_of(flash_.bytes())).empty() ? " and no model" : "");
}

}  // namespace tinsmith::devices
