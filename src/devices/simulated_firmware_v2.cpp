// The commands of SSCMA's firmware 2.x on a XIAO ESP32-S3, answered as its command server answers them.
#include <algorithm>

#include "devices/simulated_network.h"
#include "devices/simulated_state.h"

namespace tinsmith::devices {
namespace {

using CallV2 = SimulatedCall;
using StateV2 = SimulatedState;

constexpr std::int64_t kMappedFlash_of_models = 0x3C000000, kSlotDistanceV2 = 0x100000;
constexpr std::int32_t kInvalidV2 = 5, kNoCamera = 9, kNothingThere = 10, kCannotLoad = 2;
constexpr std::int32_t kUsedPreset = 1;

// The size is that of memory which the firmware never writes; the name is a pointer.
OrderedJson model_json_v2(std::int32_t slot) {
  const std::int64_t name = slot == 0 ? 0 : kMappedFlash_of_models;
  return {{"id", slot},
          {"type", 0},
          {"size", 0},
          {"name", name},
          {"address", slot == 0 ? 0 : name + (slot - 1) * kSlotDistanceV2}};
}

OrderedJson sensors_json_v2(bool is_on) {
  OrderedJson sensor{{"id", 0}, {"type", "Camera"}, {"initialized", is_on}};
  sensor["current_preset"] = {{"id", kUsedPreset}, {"description", "240x240 Small"}};
  return {{"sensors", OrderedJson::array({sensor})}};
}

// Thresholds are kept as fractions in float and truncated when printed: 45 becomes 44.
std::int32_t printed_percent(std::int32_t percent) {
  return static_cast<std::int32_t>(double{static_cast<float>(percent) / 100.0f} * 100);
}

// Prepares a model and returns the code with which the firmware ends that.
std::int32_t load_v2(StateV2& state, std::int32_t slot) {
  if (!state.has_slot(slot)) return kNothingThere;
  if (!state.model(slot).is_loadable()) return kCannotLoad;
  state.flash.selected_slot = state.loaded_slot = slot;
  return 0;
}

void report_start_v2(StateV2& state) {
  state.reply(ReplyKind::Response, "INIT@SENSOR", 0, sensors_json_v2(true));
  const std::int32_t code = load_v2(state, state.flash.selected_slot);
  state.reply(ReplyKind::Response, "INIT@MODEL", code,
              code == 0 ? OrderedJson{{"model", model_json_v2(state.loaded_slot)}} : OrderedJson::object());
  state.reply(ReplyKind::Response, "INIT@ALGORITHM", 0, {{"algorithm", state.flash.algorithm}});
  state.reply(ReplyKind::Response, "INIT@TRIGGER", 0, {{"trigger_rules", state.flash.action}});
  for (std::string_view left = state.flash.start_commands; !left.empty();) {
    const std::size_t end = std::min(left.find(';'), left.size());
    state.pending.emplace_back(left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
}

void select_model_v2(StateV2& state, const CallV2& call) {
  state.task.reset();
  const std::int32_t slot = call.number(0);
  const bool had_model = state.loaded_slot != 0;
  const std::int32_t code = load_v2(state, slot);
  // A model that cannot be prepared after one that could: the firmware crashes.
  if (code == kCannotLoad && had_model) return state.restart();
  const bool is_empty = code == kCannotLoad || state.models.empty();
  state.respond(
      call, is_empty ? OrderedJson::object() : OrderedJson{{"model", model_json_v2(code == 0 ? slot : 0)}},
      code);
}

void list_models_v2(StateV2& state, const CallV2& call) {
  OrderedJson slots = OrderedJson::array();
  for (std::int32_t slot = 1; state.has_slot(slot); ++slot) slots.push_back(model_json_v2(slot));
  state.respond(call, {{"models", slots}});
}

void show_model_v2(StateV2& state, const CallV2& call) {
  if (state.loaded_slot == 0) return state.respond(call, OrderedJson::object(), kNothingThere);
  state.respond(call, {{"models", OrderedJson::array({model_json_v2(state.loaded_slot)})}});
}

// An option other than the used one is refused, and the camera then stays off.
void set_sensor_v2(StateV2& state, const CallV2& call) {
  state.task.reset();
  if (call.number(0) != 0) return state.respond(call, OrderedJson::object(), kNothingThere);
  const bool is_wanted = call.number(1) != 0;
  const bool has_preset = call.number(2) == kUsedPreset;
  state.is_camera_on = is_wanted && has_preset;
  state.respond(call, sensors_json_v2(state.is_camera_on), is_wanted && !has_preset ? kInvalidV2 : 0);
}

void list_sensors_v2(StateV2& state, const CallV2& call) {
  OrderedJson sensor{{"id", 0}, {"type", "Camera"}, {"initialized", state.is_camera_on}};
  sensor["presets"] = OrderedJson::array(
      {{{"id", 0}, {"description", "Default"}}, {{"id", kUsedPreset}, {"description", "240x240 Small"}}});
  sensor["current_preset_index"] = kUsedPreset;
  state.respond(call, {{"sensors", OrderedJson::array({sensor})}});
}

void sample_v2(StateV2& state, const CallV2& call) {
  state.respond(call, sensors_json_v2(state.is_camera_on), state.is_camera_on ? 0 : kNoCamera);
  start_task(state, call, state.is_camera_on ? call.number(0) : 0, {});
}

void invoke_v2(StateV2& state, const CallV2& call) {
  const std::int32_t code = !state.is_camera_on ? kNoCamera : state.loaded_slot == 0 ? kNothingThere : 0;
  SimulatedTask task;
  if (code == 0) {
    task.algorithm = recognised(Dialect::V2, state.model(state.loaded_slot).graph(), state.loaded_slot);
    if (task.algorithm == Algorithm::Unrecognised) return state.restart();  // the firmware crashes
  }
  const FirmwareThresholds thresholds = state.thresholds(task.algorithm);
  OrderedJson data = sensors_json_v2(state.is_camera_on);
  data["models"] = OrderedJson::array({model_json_v2(code == 0 ? state.loaded_slot : 0)});
  data["algorithm"] = {
      {"type", static_cast<std::int32_t>(task.algorithm)},
      {"category", 0},
      {"input_from", 1},
      {"config", {{"tscore", printed_percent(thresholds.score)}, {"tiou", printed_percent(thresholds.iou)}}}};
  state.respond(call, data, code);
  task.with_pictures = call.number(1) == 0;
  start_task(state, call, code == 0 ? call.number(0) : 0, std::move(task));
}

void set_threshold_v2(StateV2& state, const CallV2& call, std::int32_t FirmwareThresholds::*which) {
  constexpr std::int32_t kMaxPercent = 100;
  const std::int32_t value = call.number(0);
  std::int32_t& kept = state.thresholds(Algorithm::Unrecognised).*which;
  const bool is_valid = value > 0 && value <= kMaxPercent;
  if (is_valid) kept = value;
  state.respond(call, kept, is_valid ? 0 : kInvalidV2);
}

void show_info_v2(StateV2& state, const CallV2& call) {
  state.respond(call, {{"info", state.flash.infos[state.loaded_slot]}});
}

// One rule: class,condition,threshold,pin,level at first,level when triggered.
bool is_trigger_rule(std::string_view rule) {
  std::vector<std::int32_t> values;
  while (!rule.empty()) {
    const std::size_t end = std::min(rule.find(','), rule.size());
    const std::string field(rule.substr(0, end));
    if (field.empty() || field.find_first_not_of("0123456789") != field.npos) return false;
    values.push_back(SimulatedCall{{}, {field}}.number(0));
    rule.remove_prefix(std::min(end + 1, rule.size()));
  }
  constexpr std::int32_t kConditions = 6, kMaxThreshold = 100;
  constexpr std::int32_t kPins[] = {1, 2, 3, 21, 41, 42};
  return values.size() == 6 && values[1] < kConditions && values[2] <= kMaxThreshold &&
         std::find(std::begin(kPins), std::end(kPins), values[3]) != std::end(kPins);
}

void set_trigger(StateV2& state, const CallV2& call) {
  const std::string& rules = call.arguments[0];
  bool is_valid = true;
  for (std::string_view left = rules; !left.empty();) {
    const std::size_t end = std::min(left.find('|'), left.size());
    is_valid = is_valid && is_trigger_rule(left.substr(0, end));
    left.remove_prefix(std::min(end + 1, left.size()));
  }
  if (is_valid) state.flash.action = rules;
  state.respond(call, {{"trigger_rules", rules}}, is_valid ? 0 : kInvalidV2);
}

void set_transport(StateV2& state, const CallV2& call) {
  constexpr std::int32_t kTransports = 5;
  const std::int32_t wanted = call.number(0);
  const bool exists = wanted >= 1 && wanted <= kTransports;
  if (exists) state.flash.transport = wanted;
  state.respond(call, state.flash.transport, exists ? 0 : kInvalidV2);
}

OrderedJson wifi_config_v2(std::string_view name, std::int32_t security, std::string_view password) {
  return {{"name", name}, {"security", security}, {"password", password}};
}

void show_wifi_v2(StateV2& state, const CallV2& call) {
  const SimulatedFlash& flash = state.flash;
  OrderedJson json = no_addresses();
  json["config"] = wifi_config_v2(flash.network, flash.network_security, flash.network_password);
  json["status"] = flash.network.empty() || is_hardware_address(flash.network) ? 0 : 1;
  state.respond(call, json);
}
void set_wifi_v2(StateV2& state, const CallV2& call) {
  const std::string &name = call.arguments[0], &password = call.arguments[2];
  if (name.empty() || !is_wifi_password(password))
    return state.respond(call, wifi_config_v2("", 0, ""), kInvalidV2);
  set_network(state.flash, name, call.number(1), password);
  state.respond(call, wifi_config_v2(name, call.number(1), password));
}

OrderedJson broker_config_v2(const StateV2& state) {
  const SimulatedFlash& flash = state.flash;
  const bool is_set = !flash.broker.empty();
  return {{"address", flash.broker},
          {"port", flash.broker_port},
          {"username", flash.broker_user},
          {"password", flash.broker_password},
          {"client_id", is_set ? client_id_of(state) : ""},
          {"use_ssl", flash.broker_uses_tls}};
}

constexpr SimulatedCommand kCommandsV2[] = {
    {"ID?", "", "", 0, [](StateV2& state, const CallV2& call) { state.respond(call, board_id(state)); }},
    {"NAME?", "", "", 0,
     [](StateV2& state, const CallV2& call) { state.respond(call, "XIAO ESP32S3 Sense"); }},
    {"VER?", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.respond(call, {{"at_api", "v0"}, {"software", "2025.02.11"}, {"hardware", "XIAO(ESP32S3)"}});
     }},
    {"STAT?", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.respond(call, {{"boot_count", state.flash.boot_count}, {"is_ready", 1}});
     }},
    {"RST", "", "", 0, [](StateV2& state, const CallV2&) { state.restart(); }},
    {"BREAK", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.task.reset();
       state.respond(call, state.uptime_ms());
     }},
    {"YIELD", "", "", 1, [](StateV2&, const CallV2&) {}},
    {"LED", "", "", 1, [](StateV2& state, const CallV2& call) { state.respond(call, call.number(0)); }},
    {"MODELS?", "", "", 0, list_models_v2},
    {"MODEL?", "", "", 0, show_model_v2},
    {"MODEL", "", "", 1, select_model_v2},
    {"ALGO?", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.respond(call, {{"algorithm", state.flash.algorithm}});
     }},
    {"ALGO", "", "", 1,
     [](StateV2& state, const CallV2& call) {
       state.flash.algorithm = call.number(0);
       state.respond(call, {{"algorithm", state.flash.algorithm}});
     }},
    {"SENSORS?", "", "", 0, list_sensors_v2},
    {"SENSOR?", "", "", 0,
     [](StateV2& state, const CallV2& call) { state.respond(call, sensors_json_v2(state.is_camera_on)); }},
    {"SENSOR", "", "", 3, set_sensor_v2},
    {"SAMPLE", "", "", 1, sample_v2},
    {"INVOKE", "", "", 2, invoke_v2},
    {"TSCORE?", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.respond(call, state.thresholds(Algorithm::Unrecognised).score);
     }},
    {"TSCORE", "", "", 1,
     [](StateV2& state, const CallV2& call) { set_threshold_v2(state, call, &FirmwareThresholds::score); }},
    {"TIOU?", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.respond(call, state.thresholds(Algorithm::Unrecognised).iou);
     }},
    {"TIOU", "", "", 1,
     [](StateV2& state, const CallV2& call) { set_threshold_v2(state, call, &FirmwareThresholds::iou); }},
    {"INFO?", "", "", 0, show_info_v2},
    {"INFO", "", "", 1,
     [](StateV2& state, const CallV2& call) {
       state.flash.infos[state.loaded_slot] = call.arguments[0];
       show_info_v2(state, call);
     }},
    {"TRIGGER?", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.respond(call, {{"trigger_rules", state.flash.action}});
     }},
    {"TRIGGER", "", "", 1, set_trigger},
    {"RC?", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.respond(call, {{"rc", state.flash.start_commands}});
     }},
    {"RC", "", "", 1,
     [](StateV2& state, const CallV2& call) {
       state.flash.start_commands = call.arguments[0];
       state.respond(call, {{"rc", state.flash.start_commands}});
     }},
    {"DFTTPT?", "", "", 0,
     [](StateV2& state, const CallV2& call) { state.respond(call, state.flash.transport); }},
    {"DFTTPT", "", "", 1, set_transport},
    {"WIFI?", "", "", 0, show_wifi_v2},
    {"WIFI", "", "", 3, set_wifi_v2},
    {"MQTTSERVER?", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.respond(call, {{"config", broker_config_v2(state)}, {"status", state.broker_status}});
     }},
    {"MQTTSERVER", "", "", 6,
     [](StateV2& state, const CallV2& call) {
       set_broker(state.flash, call);
       state.respond(call, broker_config_v2(state));
     }},
    {"MQTTSERVERSTA?", "", "", 0,
     [](StateV2& state, const CallV2& call) {
       state.respond(call, {{"status", state.broker_status}});
     }},
    {"MQTTPUBSUB?", "", "", 0, show_topics},
};

constexpr SimulatedFirmware kFirmwareV2{
    .commands = kCommandsV2,
    .report_start = report_start_v2,
    .sample_event = [](std::int64_t count, const std::string& image) -> OrderedJson {
      return {{"count", count},
              {"image", image},
              {"rotation", 0},
              {"width", kFrameSide_px},
              {"height", kFrameSide_px}};
    },
    .invoke_event = [](std::int64_t count, const OrderedJson& result, std::int64_t infer_ms,
                       const std::string* image) -> OrderedJson {
      OrderedJson data{{"count", count}};
      if (image != nullptr) data["image"] = *image;
      data.update(result);
      data["perf"] = {0, infer_ms, 0};
      data["rotation"] = 0;
      data["width"] = data["height"] = kFrameSide_px;
      return data;
    },
    .unknown_command = [](const std::string&, const std::string& name) { return "Uknown command: " + name; },
    .wrong_arguments = "Command {} got wrong arguments",
    .complaint = ReplyKind::Event,
    .argument_digits = "0123456789-",
};

}  // namespace

const SimulatedFirmware& firmware_v2() {
  return kFirmwareV2;
}

}  // namespace tinsmith::devices
