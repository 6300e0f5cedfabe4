#include "devices/simulated_network.h"

#include <algorithm>

#include "devices/mqtt_address.h"

namespace tinsmith::devices {

std::string board_id(const SimulatedState& state) {
  constexpr std::uint32_t kRecorded = 0x398a67c3;
  const std::uint32_t id = kRecorded + state.serial;
  return state.firmware == Dialect::V1 ? fmt::format("{:08x}", id) : fmt::format("{}", id);
}

bool is_hardware_address(std::string_view text) {
  constexpr std::size_t kLength = 17;
  if (text.size() != kLength) return false;
  for (std::size_t i = 0; i < kLength; ++i) {
    const bool is_digit = std::string_view("0123456789abcdefABCDEF").find(text[i]) != text.npos;
    if (i % 3 == 2 ? text[i] != ':' : !is_digit) return false;
  }
  return true;
}

bool is_wifi_password(std::string_view text) {
  constexpr std::size_t kMin = 8, kMax = 64;
  return text.size() >= kMin && text.size() <= kMax;
}

OrderedJson no_addresses() {
  return {{"in4_info", {{"ip", "0.0.0.0"}, {"netmask", "0.0.0.0"}, {"gateway", "0.0.0.0"}}},
          {"in6_info", {{"ip", "0:0:0:0:0:0:0:0"}}}};
}

void set_network(SimulatedFlash& flash, std::string_view name, std::int32_t security,
                 std::string_view password) {
  flash.network = name;
  flash.network_security = security;
  flash.network_password = password;
}

std::string client_id_of(const SimulatedState& state) {
  if (!state.flash.client_id.empty()) return state.flash.client_id;
  const bool is_xiao = state.hardware == SimulatedHardware::Xiao;
  return fmt::format("{}_{}", is_xiao ? "xiao_esp32_s3" : "grove_vision_ai_v2", board_id(state));
}

void set_broker(SimulatedFlash& flash, const SimulatedCall& call) {
  flash.client_id = call.arguments[0];
  flash.broker = call.arguments[1];
  flash.broker_port = call.number(2);
  flash.broker_user = call.arguments[3];
  flash.broker_password = call.arguments[4];
  flash.broker_uses_tls = call.number(5);
}

OrderedJson topics_of(const SimulatedState& state) {
  const std::string id = client_id_of(state);
  return {{"pub_topic", published_topic(id)}, {"pub_qos", 0}, {"sub_topic", taken_topic(id)}, {"sub_qos", 0}};
}

void show_topics(SimulatedState& state, const SimulatedCall& call) {
  state.respond(call, {{"config", topics_of(state)}});
}

}  // namespace tinsmith::devices
