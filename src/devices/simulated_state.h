// devices/simulated_state.h — the state of a simulated board, on which the commands of both firmware lines work. Not for
// other rooms.
#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/json.h"
#include "devices/simulated_board.h"
#include "devices/simulated_camera.h"
#include "devices/simulated_model.h"
#include "devices/sscma_data.h"
#include "devices/sscma_reply.h"

namespace tinsmith::devices {

using OrderedJson = nlohmann::ordered_json;

// The settings that a board keeps over a restart.
struct SimulatedFlash {
  std::int32_t boot_count = 0;
  std::int32_t selected_slot = 1;             // 0: none
  std::map<std::int32_t, std::string> infos;  // by slot
  std::string action, start_commands;
  std::int32_t algorithm = 0, transport = 1;
  std::map<Algorithm, FirmwareThresholds> thresholds;  // 2.x has one for all, at Unrecognised
  std::string network, network_password;
  std::int32_t network_security = 0;
  std::string client_id, broker, broker_user, broker_password;
  std::int32_t broker_port = 0, broker_uses_tls = 0;
};

// As JSON, and back; none if the text is something else, such as erased flash.
std::string settings_text(const SimulatedFlash& settings);
std::optional<SimulatedFlash> read_settings(std::string_view text);

// A command while it is carried out.
struct SimulatedCall {
  std::string full_name;               // with its tag, in capitals: "T1@MODEL"
  std::vector<std::string> arguments;  // without quotes

  std::string tag() const;                       // with its '@', or empty
  std::int32_t number(std::size_t index) const;  // as C's atoi; out of range: limited
};

// A SAMPLE or an INVOKE that runs.
struct SimulatedTask {
  std::string tag, name;
  std::int64_t left = 0, count = 0;  // −1: until BREAK
  bool with_pictures = true, only_changes = false;
  Algorithm algorithm = Algorithm::Unrecognised;
  std::optional<OrderedJson> last_result;
};

struct SimulatedState {
  Dialect firmware = Dialect::V1;
  std::vector<SimulatedModel> models;  // slots 1, 2, …
  SimulatedCamera camera;
  SimulatedHardware hardware = SimulatedHardware::Xiao;
  SimulatedFlash flash;
  std::uint32_t serial = 0;        // added to the id, so that several boards differ
  std::int32_t broker_status = 0;  // as MQTTSERVER? reports it: 0 not connected, 2 connected

  std::string output;
  bool is_camera_on = true;
  std::int32_t loaded_slot = 0;  // the model that the firmware has prepared
  std::optional<SimulatedTask> task;
  std::deque<std::string> pending;           // complete command lines
  const image::Image* held_frame = nullptr;  // 2.x: taken at the end of the run before
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  double pause_ms = 0;  // the time that the real board would have needed for the last piece of work

  bool has_slot(std::int32_t slot) const {
    return slot >= 1 && slot <= static_cast<std::int32_t>(models.size());
  }
  SimulatedModel& model(std::int32_t slot) { return models[static_cast<std::size_t>(slot - 1)]; }
  FirmwareThresholds& thresholds(Algorithm algorithm);
  std::int64_t uptime_ms() const;

  // Writes {"type", "name", "code", "data"} as the firmware does; without data when that is null.
  void reply(ReplyKind kind, const std::string& name, std::int32_t code, const OrderedJson& data);
  void respond(const SimulatedCall& call, const OrderedJson& data, std::int32_t code = 0) {
    reply(ReplyKind::Response, call.full_name, code, data);
  }
  void restart();
};

struct SimulatedCommand {
  std::string_view name;
  std::string_view arguments, about;  // as HELP? lists them
  std::size_t min_arguments;
  void (*run)(SimulatedState& state, const SimulatedCall& call);
  // Absent: always there. 1.x adds some commands only while a model runs.
  bool (*is_there)(const SimulatedState& state) = nullptr;
};

// The differences between the two lines of the firmware.
struct SimulatedFirmware {
  std::span<const SimulatedCommand> commands;
  void (*report_start)(SimulatedState& state);
  OrderedJson (*sample_event)(std::int64_t count, const std::string& image);
  // `image` is null when only the result was asked for.
  OrderedJson (*invoke_event)(std::int64_t count, const OrderedJson& result, std::int64_t infer_ms,
                              const std::string* image);
  std::string (*unknown_command)(const std::string& line, const std::string& name);
  std::string_view wrong_arguments;  // with {} for the command's name
  ReplyKind complaint;
  std::string_view argument_digits;  // characters of an argument that is not in quotes
};
const SimulatedFirmware& firmware_v1();
const SimulatedFirmware& firmware_v2();
inline const SimulatedFirmware& firmware_of(Dialect dialect) {
  return dialect == Dialect::V1 ? firmware_v1() : firmware_v2();
}

// Replaces the running task.
void start_task(SimulatedState& state, const SimulatedCall& call, std::int64_t times, SimulatedTask task);

}  // namespace tinsmith::devices
