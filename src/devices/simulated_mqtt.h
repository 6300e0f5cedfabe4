// devices/simulated_mqtt.h — runs simulated boards that are connected to an MQTT broker, until they are ended.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "devices/mqtt_address.h"
#include "devices/simulated_board.h"
#include "devices/simulated_cable.h"

namespace tinsmith::devices {

struct SimulatedMqttRequest {
  MqttAddress broker;          // with a client id: of the only board
  CableFaults faults;          // each board draws its own
  std::int32_t period_ms = 0;  // the shortest time between two pictures of a board
  bool is_hurried = false;     // as SimulatedPortRequest
  // Is called once all boards are connected, with their addresses. These have no user and no password.
  std::function<void(const std::vector<std::string>& addresses)> ready;
  std::function<bool()> should_stop;
};

// All boards work in turn on the calling thread. A board whose broker goes away works on, and connects again when it is back.
//   Unavailable  the broker cannot be reached, or does not let this user in
Result<Done> run_simulated_mqtt(std::vector<SimulatedBoard> boards, const SimulatedMqttRequest& request);

}  // namespace tinsmith::devices
