// The commands of SSCMA's firmware 1.x, answered as its command server on a XIAO ESP32-S3 answers them.
#include <algorithm>

#include "devices/crc16.h"
#include "devices/simulated_network.h"
#include "devices/simulated_state.h"

namespace tinsmith::devices {
namespace {

using Call = SimulatedCall;
using State = SimulatedState;

constexpr std::int32_t kFirstSlot = 0x400000, kSlotDistance = 0x100000;  // bytes, in flash
constexpr std::int32_t kInvalid = 5, kCameraSilent = 4;

OrderedJson model_json(std::int32_t slot) {
  const std::int32_t address = slot == 0 ? 0 : kFirstSlot + (slot - 1) * kSlotDistance;
  return {{"id", slot}, {"type", 0}, {"address", address}, {"size", 0}};
}

OrderedJson sensor_json(bool is_on) {
  if (is_on) return {{"id", 1}, {"type", 1}, {"state", 1}, {"opt_id", 0}, {"opt_detail", "240x240 Auto"}};
  OrderedJson none{{"id", 0}, {"type", 0}, {"state", 0}, {"opt_id", -1}, {"opt_detail", "Unknown"}};
  none["opts"] = OrderedJson::object();
  return none;
}

// The spelling of "category" is the firmware's.
OrderedJson algorithm_json(std::int32_t type) {
  constexpr std::int32_t kCategories[] = {0, 1, 2, 1, 3, 2, 1, 1, 1};
  return {{"type", type}, {"categroy", kCategories[type]}, {"input_from", type == 0 ? 0 : 1}};
}

OrderedJson algorithm_with_config(State& state, Algorithm algorithm) {
  OrderedJson json = algorithm_json(static_cast<std::int32_t>(algorithm));
  if (algorithm == Algorithm::Unrecognised) return json;
  const FirmwareThresholds thresholds = state.thresholds(algorithm);
  json["config"] = {{"tscore", thresholds.score}};
  if (algorithm == Algorithm::Boxes) json["config"]["tiou"] = thresholds.iou;
  return json;
}

void report_start(State& state) {
  state.reply(ReplyKind::Event, "INIT@SENSOR", 0, {{"sensor", sensor_json(true)}});
  state.reply(ReplyKind::Response, "INIT@STAT?", 0,
              {{"boot_count", state.flash.boot_count}, {"is_ready", 1}});
}

// Prepares a model and returns the code with which the firmware ends that.
std::int32_t load(State& state, std::int32_t slot) {
  constexpr std::int32_t kCannotPrepare = 2;
  if (!state.has_slot(slot)) return kInvalid;
  const bool is_loadable = state.model(slot).is_loadable();
  state.flash.selected_slot = state.loaded_slot = is_loadable ? slot : 0;
  return is_loadable ? 0 : kCannotPrepare;
}

void select_model(State& state, const Call& call) {
  state.task.reset();
  const std::int32_t slot = call.number(0);
  const std::int32_t code = load(state, slot);
  state.respond(call, {{"model", model_json(state.has_slot(slot) ? slot : 0)}}, code);
}

void list_models(State& state, const Call& call) {
  OrderedJson slots = OrderedJson::array();
  for (auto slot = static_cast<std::int32_t>(state.models.size()); slot >= 1; --slot)
    slots.push_back(model_json(slot));
  state.respond(call, slots);
}

void show_model(State& state, const Call& call) {
  state.respond(call, model_json(state.has_slot(state.flash.selected_slot) ? state.flash.selected_slot : 0));
}

void list_algorithms(State& state, const Call& call) {
  OrderedJson all = OrderedJson::array();
  for (const std::int32_t type : {7, 6, 8, 5, 4, 3, 2, 1}) all.push_back(algorithm_json(type));
  state.respond(call, all);
}

void choose_algorithm(State& state, const Call& call) {
  constexpr std::int32_t kLastAlgorithm = 8;
  const std::int32_t type = call.number(0);
  const bool exists = type >= 0 && type <= kLastAlgorithm;
  state.flash.algorithm = exists ? type : 0;
  state.respond(call, algorithm_json(state.flash.algorithm), exists ? 0 : kInvalid);
}

// The firmware cannot turn the camera off, but loses it when it is asked for an option that does not exist.
void set_sensor(State& state, const Call& call) {
  state.task.reset();
  const bool exists = call.number(0) == 1;
  if (exists) state.is_camera_on = call.number(2) == 0;
  state.respond(call, {{"sensor", sensor_json(exists)}}, exists && state.is_camera_on ? 0 : kInvalid);
}

void list_sensors(State& state, const Call& call) {
  OrderedJson sensor = sensor_json(true);
  sensor["opts"] = {{"0", "240x240 Auto"}};
  state.respond(call, OrderedJson::array({sensor}));
}

void sample(State& state, const Call& call) {
  const std::int32_t code = state.is_camera_on ? 0 : kCameraSilent;
  state.respond(call, {{"sensor", sensor_json(state.is_camera_on)}}, code);
  start_task(state, call, code == 0 ? call.number(0) : 0, {});
}

void invoke(State& state, const Call& call) {
  std::int32_t code = 0;
  if (state.loaded_slot == 0) {
    const std::int32_t slot = state.flash.selected_slot;
    code = load(state, slot);
    state.reply(ReplyKind::Response, "MODEL", code, {{"model", model_json(state.has_slot(slot) ? slot : 0)}});
    if (code != 0) code = kInvalid;
  }
  if (code == 0 && !state.is_camera_on) code = kCameraSilent;
  SimulatedTask task;
  if (code == 0) {
    task.algorithm = recognised(Dialect::V1, state.model(state.loaded_slot).graph(), state.loaded_slot);
    const std::int32_t chosen = state.flash.algorithm;
    if (chosen != 0 && chosen != static_cast<std::int32_t>(task.algorithm))
      task.algorithm = Algorithm::Unrecognised;
    if (task.algorithm == Algorithm::Unrecognised) code = kInvalid;
  }
  state.respond(call,
                {{"model", model_json(code == kCameraSilent ? 0 : state.loaded_slot)},
                 {"algorithm", algorithm_with_config(state, task.algorithm)},
                 {"sensor", sensor_json(state.is_camera_on)}},
                code);
  task.only_changes = call.number(1) != 0;
  task.with_pictures = call.number(2) == 0;
  start_task(state, call, code == 0 ? call.number(0) : 0, std::move(task));
}

bool invokes(const State& state) {
  return state.task && state.task->name == "INVOKE";
}
bool invokes_with_overlap(const State& state) {
  return invokes(state) && state.task->algorithm == Algorithm::Boxes;
}

// The value is a byte: 300 is taken as 44.
void set_threshold(State& state, const Call& call, std::int32_t FirmwareThresholds::*which) {
  constexpr std::int32_t kMaxPercent = 100;
  const auto value = static_cast<std::uint8_t>(call.number(0));
  std::int32_t& kept = state.thresholds(state.task->algorithm).*which;
  const bool is_valid = value <= kMaxPercent;
  if (is_valid) kept = value;
  state.respond(call, kept, is_valid ? 0 : kInvalid);
}

void show_info(State& state, const Call& call) {
  const std::string& info = state.flash.infos[state.flash.selected_slot];
  state.respond(call, {{"crc16_maxim", crc16_maxim(info)}, {"info", info}});
}
void set_info(State& state, const Call& call) {
  state.flash.infos[state.flash.selected_slot] = call.arguments[0];
  state.respond(call, {{"crc16_maxim", crc16_maxim(call.arguments[0])}, {"retries", 0}});
}

void show_action(State& state, const Call& call) {
  state.respond(call, {{"crc16_maxim", crc16_maxim(state.flash.action)}, {"action", state.flash.action}});
}
void set_action(State& state, const Call& call) {
  state.flash.action = call.arguments[0];
  show_action(state, call);
}

OrderedJson wifi_config(std::string_view name, std::int32_t security, std::string_view password) {
  return {{"name_type", is_hardware_address(name) ? 1 : 0},
          {"name", name},
          {"security", security},
          {"password", password}};
}

void show_wifi(State& state, const Call& call) {
  const SimulatedFlash& flash = state.flash;
  OrderedJson json{{"status", 0}};
  json.update(no_addresses());
  json["config"] = wifi_config(flash.network, flash.network_security, flash.network_password);
  state.respond(call, json);
}
void set_wifi(State& state, const Call& call) {
  const std::string &name = call.arguments[0], &password = call.arguments[2];
  const bool is_valid = password.empty() || is_wifi_password(password);
  if (is_valid) set_network(state.flash, name, call.number(1), password);
  state.respond(call, wifi_config(name, call.number(1), password), is_valid ? 0 : kInvalid);
}

OrderedJson broker_config(const State& state, std::int32_t port) {
  const SimulatedFlash& flash = state.flash;
  return {{"client_id", client_id_of(state)},
          {"address", flash.broker},
          {"port", port},
          {"username", flash.broker_user},
          {"password", flash.broker_password},
          {"use_ssl", flash.broker_uses_tls}};
}

void show_broker(State& state, const Call& call) {
  constexpr std::int32_t kPlainPort = 1883, kTlsPort = 8883;
  const SimulatedFlash& flash = state.flash;
  const std::int32_t usual = flash.broker_uses_tls != 0 ? kTlsPort : kPlainPort;
  const std::int32_t port = flash.broker_port == 0 && !flash.broker.empty() ? usual : flash.broker_port;
  state.respond(call, {{"status", state.broker_status}, {"config", broker_config(state, port)}});
}

void show_identity(State& state, const Call& call) {
  state.respond(call, board_id(state));
}

// Some commands answer nothing.
void take_silently(State&, const Call&) {}

void list_commands(State& state, const Call& call);

// In the order in which HELP? lists them.
constexpr SimulatedCommand kCommands[] = {
    {"GETREG", "\"ADDR\"", "Get register", 1,
     [](State& state, const Call& call) { state.respond(call, 0, 8); }},
    {"SETREG", "\"ADDR\",\"VAL\"", "Set register", 2,
     [](State& state, const Call& call) { state.respond(call, nullptr, 8); }},
    {"OTA", "", "Enter OTA mode", 0, take_silently},
    {"MQTTPUBSUB?", "", "Get current MQTT publish and subscribe topic", 0, show_topics},
    {"MQTTSERVER?", "", "Get current MQTT server status and config", 0, show_broker},
    {"MQTTSERVER", "\"CLIENT_ID\",\"ADDRESS\",PORT,\"USERNAME\",\"PASSWORD\",USE_SSL",
     "Set and connect to a MQTT server", 6,
     [](State& state, const Call& call) {
       set_broker(state.flash, call);
       state.respond(call, broker_config(state, state.flash.broker_port));
     }},
    {"WIFI?", "", "Get current Wi-Fi status and config", 0, show_wifi},
    {"WIFI", "\"NAME\",SECURITY,\"PASSWORD\"", "Set and connect to a Wi-Fi", 3, set_wifi},
    {"INFO?", "", "Get info string from device flash", 0, show_info},
    {"INFO", "\"INFO_STRING\"", "Store info string to device flash", 1, set_info},
    {"ACTION?", "", "Get action trigger", 0, show_action},
    {"ACTION", "\"EXPRESSION\"", "Set action trigger", 1, set_action},
    {"INVOKE?", "", "Get invoke task status", 0,
     [](State& state, const Call& call) { state.respond(call, invokes(state) ? 1 : 0); }},
    {"INVOKE", "N_TIMES,DIFFERED,RESULT_ONLY", "Invoke for N times (-1 for infinity loop)", 3, invoke},
    {"SAMPLE?", "", "Get sample task status", 0,
     [](State& state, const Call& call) { state.respond(call, state.task && !invokes(state) ? 1 : 0); }},
    {"SAMPLE", "N_TIMES", "Sample data from current sensor", 1, sample},
    {"SENSOR?", "", "Get current sensor info", 0,
     [](State& state, const Call& call) { state.respond(call, sensor_json(state.is_camera_on)); }},
    {"SENSOR", "SENSOR_ID,ENABLE/DISABLE,OPT_ID", "Set a default sensor by sensor ID", 3, set_sensor},
    {"SENSORS?", "", "Get available sensors", 0, list_sensors},
    {"ALGO?", "", "Get current algorithm info", 0,
     [](State& state, const Call& call) { state.respond(call, algorithm_json(state.flash.algorithm)); }},
    {"ALGO", "ALGORITHM_ID", "Set a algorithm by algorithm type ID", 1, choose_algorithm},
    {"ALGOS?", "", "Get available algorithms", 0, list_algorithms},
    {"MODEL?", "", "Get current model info", 0, show_model},
    {"MODEL", "MODEL_ID", "Load a model by model ID", 1, select_model},
    {"MODELS?", "", "Get available models", 0, list_models},
    {"LED", "ENABLE/DISABLE", "Set LED status", 1, take_silently},
    {"YIELD", "TIME_S", "Yield running tasks for a period time", 1, take_silently},
    {"BREAK", "", "Stop all running tasks", 0,
     [](State& state, const Call& call) {
       state.task.reset();
       state.respond(call, state.uptime_ms());
     }},
    {"RST", "", "Reboot device", 0, [](State& state, const Call&) { state.restart(); }},
    {"VER?", "", "Get version details", 0,
     [](State& state, const Call& call) {
       state.respond(call, {{"at_api", "v0"}, {"software", "2026.11.29"}, {"hardware", "2"}});
     }},
    {"STAT?", "", "Get device status", 0,
     [](State& state, const Call& call) {
       state.respond(call, {{"boot_count", state.flash.boot_count}, {"is_ready", 1}});
     }},
    {"NAME?", "", "Get device name", 0,
     [](State& state, const Call& call) {
       state.respond(call, state.hardware == SimulatedHardware::Xiao ? "Seeed Studio XIAO (ESP32-S3)"
                                                                     : "Grove Vision AI V2");
     }},
    {"ID?", "", "Get device ID", 0, show_identity},
    {"HELP?", "", "List available commands", 0, list_commands},
    // These are not listed, because they come and go.
    {"TSCORE?", "", "", 0,
     [](State& state, const Call& call) {
       state.respond(call, state.thresholds(state.task->algorithm).score);
     },
     invokes},
    {"TSCORE", "", "", 1,
     [](State& state, const Call& call) { set_threshold(state, call, &FirmwareThresholds::score); }, invokes},
    {"TIOU?", "", "", 0,
     [](State& state, const Call& call) { state.respond(call, state.thresholds(state.task->algorithm).iou); },
     invokes_with_overlap},
    {"TIOU", "", "", 1,
     [](State& state, const Call& call) { set_threshold(state, call, &FirmwareThresholds::iou); },
     invokes_with_overlap},
};

void list_commands(State& state, const Call&) {
  for (const SimulatedCommand& command : kCommands) {
    if (command.about.empty()) continue;
    state.output +=
        fmt::format("  AT+{}{}{}{}\n    {}\n", command.name, command.arguments.empty() ? "" : "=<",
                    command.arguments, command.arguments.empty() ? "" : ">", command.about);
  }
}

constexpr SimulatedFirmware kFirmware{
    .commands = kCommands,
    .report_start = report_start,
    .sample_event = [](std::int64_t count, const std::string& image) -> OrderedJson {
      return {
          {"count", count}, {"resolution", {kFrameSide_px, kFrameSide_px}}, {"image", image}, {"rotate", 0}};
    },
    .invoke_event = [](std::int64_t count, const OrderedJson& result, std::int64_t infer_ms,
                       const std::string* image) -> OrderedJson {
      OrderedJson data{{"count", count}, {"perf", {0, infer_ms, 0}}};
      data.update(result);
      data["resolution"] = {kFrameSide_px, kFrameSide_px};
      if (image == nullptr) return data;
      data["image"] = *image;
      data["rotate"] = 0;
      return data;
    },
    .unknown_command = [](const std::string& line, const std::string&) { return "Unknown command: " + line; },
    .wrong_arguments = "Command {} got wrong arguements.",
    .complaint = ReplyKind::Log,
    .argument_digits = "0123456789abcdefABCDEF-",
};

}  // namespace

const SimulatedFirmware& firmware_v1() {
  return kFirmware;
}

}  // namespace tinsmith::devices
