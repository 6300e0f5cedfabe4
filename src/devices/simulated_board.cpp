#include "devices/simulated_board.h"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "base/base64.h"
#include "devices/simulated_network.h"
#include "devices/simulated_state.h"
#include "image/encode.h"

namespace tinsmith::devices {
namespace {

constexpr std::size_t kFirmwareLine_bytes = 4096;
constexpr std::size_t kMaxPending =
    256;                           // of a program that sends without waiting, further commands are lost
constexpr double kCamera_ms = 50;  // the XIAO's camera gives about 20 pictures per second

// 1.x writes a space after each comma and colon.
std::string spaced(const std::string& compact) {
  std::string text;
  bool is_in_text = false, is_escaped = false;
  for (const char c : compact) {
    text += c;
    if (is_in_text) {
      is_in_text = is_escaped || c != '"';
      is_escaped = c == '\\' && !is_escaped;
    } else if (c == '"') {
      is_in_text = true;
    } else if (c == ',' || c == ':') {
      text += ' ';
    }
  }
  return text;
}

std::string in_capitals(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

// The firmware keeps printable ASCII and ends a line at its first zero.
std::string printable(const std::string& line) {
  std::string kept;
  for (const char c : line.substr(0, line.find('\0')))
    if (c >= ' ' && c <= '~') kept += c;
  return kept;
}

// Returns nothing when a character is neither in quotes nor one of `digits`.
std::optional<std::vector<std::string>> arguments_in(std::string_view text, std::string_view digits) {
  std::vector<std::string> arguments;
  while (!text.empty()) {
    std::string argument;
    const char quote = text[0];
    const bool is_quoted = quote == '"' || quote == '\'';
    if (is_quoted) text.remove_prefix(1);
    for (; !text.empty() && text[0] != (is_quoted ? quote : ','); text.remove_prefix(1)) {
      if (is_quoted && text[0] == '\\' && text.size() > 1) text.remove_prefix(1);
      if (!is_quoted && digits.find(text[0]) == std::string_view::npos) return std::nullopt;
      argument += text[0];
    }
    text.remove_prefix(std::min(text.find(',') == text.npos ? text.size() : text.find(',') + 1, text.size()));
    arguments.push_back(std::move(argument));
  }
  return arguments;
}

const SimulatedCommand* find_command(const SimulatedState& state, std::string_view name) {
  for (const SimulatedCommand& command : firmware_of(state.firmware).commands)
    if (command.name == name && (command.is_there == nullptr || command.is_there(state))) return &command;
  return nullptr;
}

void carry_out(SimulatedState& state, const std::string& raw) {
  const SimulatedFirmware& firmware = firmware_of(state.firmware);
  const std::string line = printable(raw);
  constexpr std::string_view kPrefix = "AT+";
  const bool is_command = in_capitals(line.substr(0, kPrefix.size())) == kPrefix;
  const std::string body = is_command ? line.substr(kPrefix.size()) : line;
  const std::size_t equals = body.find('=');
  SimulatedCall call{in_capitals(body.substr(0, equals)), {}};
  const SimulatedCommand* command =
      is_command ? find_command(state, std::string_view(call.full_name).substr(call.tag().size())) : nullptr;
  if (command == nullptr)
    return state.reply(firmware.complaint, "AT", 5, firmware.unknown_command(line, call.full_name));
  auto arguments =
      arguments_in(equals == body.npos ? std::string_view() : std::string_view(body).substr(equals + 1),
                   firmware.argument_digits);
  if (command->min_arguments > 0 && (!arguments || arguments->size() < command->min_arguments))
    return state.reply(firmware.complaint, "AT", 5,
                       fmt::format(fmt::runtime(firmware.wrong_arguments), call.full_name));
  if (arguments) call.arguments = std::move(*arguments);
  command->run(state, call);
}

const image::Image& next_frame_of(SimulatedState& state) {
  if (state.firmware == Dialect::V1) return state.camera.next();
  const image::Image* frame = state.held_frame != nullptr ? state.held_frame : &state.camera.next();
  state.held_frame = &state.camera.next();
  return *frame;
}

std::string image_text(const image::Image& frame) {
  constexpr int kCameraQuality = 80;
  const auto jpeg = image::encode_jpeg(frame, kCameraQuality);
  return jpeg ? base64_of(*jpeg) : std::string();
}

OrderedJson printed(const FirmwareResult& result, Algorithm algorithm) {
  if (algorithm == Algorithm::Classes) return {{"classes", result.classes}};
  return {{"boxes", result.boxes}};
}

// One picture of the running task.
void advance(SimulatedState& state) {
  SimulatedTask& task = *state.task;
  const SimulatedFirmware& firmware = firmware_of(state.firmware);
  const image::Image& frame = next_frame_of(state);
  ++task.count;
  if (task.left > 0) --task.left;
  state.pause_ms = kCamera_ms;
  if (task.name == "SAMPLE") {
    state.reply(ReplyKind::Event, task.tag + task.name, 0,
                firmware.sample_event(task.count, image_text(frame)));
  } else {
    SimulatedModel& model = state.model(state.loaded_slot);
    state.pause_ms = std::max(state.pause_ms, model.estimated_ms());
    const OrderedJson result = printed(
        model.run(frame, state.firmware, task.algorithm, state.thresholds(task.algorithm)), task.algorithm);
    const std::string image = task.with_pictures ? image_text(frame) : std::string();
    if (!task.only_changes || task.last_result != result)
      state.reply(ReplyKind::Event, task.tag + task.name, 0,
                  firmware.invoke_event(task.count, result, std::lround(model.estimated_ms()),
                                        task.with_pictures ? &image : nullptr));
    task.last_result = result;
  }
  if (task.left == 0) state.task.reset();
}

}  // namespace

std::string SimulatedCall::tag() const {
  const std::size_t at = full_name.rfind('@');
  return at == full_name.npos ? std::string() : full_name.substr(0, at + 1);
}

std::int32_t SimulatedCall::number(std::size_t index) const {
  constexpr long kLimit = std::numeric_limits<std::int32_t>::max();
  return static_cast<std::int32_t>(
      std::clamp(std::strtol(arguments.at(index).c_str(), nullptr, 10), -kLimit, kLimit));
}

FirmwareThresholds& SimulatedState::thresholds(Algorithm algorithm) {
  const Algorithm key = firmware == Dialect::V1 ? algorithm : Algorithm::Unrecognised;
  return flash.thresholds.try_emplace(key, usual_thresholds(firmware, algorithm)).first->second;
}

std::int64_t SimulatedState::uptime_ms() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started)
      .count();
}

void SimulatedState::reply(ReplyKind kind, const std::string& name, std::int32_t code,
                           const OrderedJson& data) {
  OrderedJson json{{"type", static_cast<int>(kind)}, {"name", name}, {"code", code}};
  if (!data.is_null()) json["data"] = data;
  const std::string text = json_text(json);
  output += "\r" + (firmware == Dialect::V1 ? spaced(text) : text) + "\n";
}

void SimulatedState::restart() {
  ++flash.boot_count;
  task.reset();
  pending.clear();
  is_camera_on = true;
  loaded_slot = 0;
  held_frame = nullptr;
  started = std::chrono::steady_clock::now();
  firmware_of(firmware).report_start(*this);
}

void start_task(SimulatedState& state, const SimulatedCall& call, std::int64_t times, SimulatedTask task) {
  state.task.reset();
  if (times == 0) return;
  task.tag = call.tag();
  task.name = call.full_name.substr(task.tag.size());
  task.left = times;
  state.task = std::move(task);
}

SimulatedBoard::SimulatedBoard(Dialect firmware, std::vector<SimulatedModel> models, SimulatedCamera camera,
                               std::string_view kept_settings, SimulatedHardware hardware)
    : state_(std::make_unique<SimulatedState>(
          SimulatedState{firmware, std::move(models), std::move(camera), hardware})) {
  state_->flash = read_settings(kept_settings).value_or(SimulatedFlash());
  state_->restart();
}
SimulatedBoard::SimulatedBoard(SimulatedBoard&&) noexcept = default;
SimulatedBoard::~SimulatedBoard() = default;

void SimulatedBoard::store_info(std::int32_t slot, const ModelInfo& info) {
  state_->flash.infos[slot] = model_info_text(info);
}

std::string SimulatedBoard::join_broker(const MqttAddress& broker, std::uint32_t serial) {
  constexpr std::int32_t kConnected = 2;
  state_->serial = serial;
  state_->broker_status = kConnected;
  state_->flash.broker = broker.host;
  state_->flash.broker_port = broker.port;
  state_->flash.broker_user = broker.user;
  state_->flash.broker_uses_tls = broker.uses_tls ? 1 : 0;
  state_->flash.client_id = broker.client_id;
  return client_id_of(*state_);
}

std::string SimulatedBoard::discovery() const {
  if (state_->firmware == Dialect::V1) return "\r" + topics_of(*state_).dump() + "\n";
  return OrderedJson{{"client_id", client_id_of(*state_)}}.dump();
}

void SimulatedBoard::take(ByteView bytes) {
  if (is_deaf_) return;
  for (const char c : as_text(bytes)) {
    const bool is_end = c == '\r' || c == '\n';
    const bool ends_pair = c == '\n' && was_return_;
    was_return_ = c == '\r';
    if (ends_pair) continue;
    if (!is_end) {
      is_too_long_ = is_too_long_ || line_.size() == kFirmwareLine_bytes;
      if (!is_too_long_) line_ += c;
      is_deaf_ = is_too_long_ && state_->firmware == Dialect::V2;
      if (is_deaf_) return;
      continue;
    }
    // 1.x takes an empty line for a command that it does not know.
    if (!is_too_long_ && (!line_.empty() || state_->firmware == Dialect::V1) &&
        state_->pending.size() < kMaxPending)
      state_->pending.push_back(line_);
    line_.clear();
    is_too_long_ = false;
  }
}

bool SimulatedBoard::work() {
  state_->pause_ms = 0;
  if (!state_->pending.empty()) {
    const std::string line = std::move(state_->pending.front());
    state_->pending.pop_front();
    carry_out(*state_, line);
    return true;
  }
  if (!state_->task) return false;
  advance(*state_);
  return true;
}

bool SimulatedBoard::has_command() const {
  return !state_->pending.empty();
}

std::string SimulatedBoard::take_output() {
  return std::exchange(state_->output, {});
}

std::string SimulatedBoard::settings() const {
  return settings_text(state_->flash);
}

double SimulatedBoard::pause_ms() const {
  return state_->pause_ms;
}

}  // namespace tinsmith::devices
