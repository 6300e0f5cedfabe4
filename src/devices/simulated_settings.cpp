// The settings of a simulated board as JSON, in which they outlive a restart.
#include "devices/simulated_state.h"

namespace tinsmith::devices {

std::string settings_text(const SimulatedFlash& settings) {
  OrderedJson json{{"boot_count", settings.boot_count}, {"selected_slot", settings.selected_slot}};
  for (const auto& [slot, info] : settings.infos) json["infos"].push_back({slot, info});
  for (const auto& [algorithm, thresholds] : settings.thresholds)
    json["thresholds"].push_back({static_cast<std::int32_t>(algorithm), thresholds.score, thresholds.iou});
  json["action"] = settings.action;
  json["start_commands"] = settings.start_commands;
  json["algorithm"] = settings.algorithm;
  json["transport"] = settings.transport;
  json["network"] = {settings.network, settings.network_password, settings.network_security};
  json["broker"] = {settings.client_id,       settings.broker,      settings.broker_user,
                    settings.broker_password, settings.broker_port, settings.broker_uses_tls};
  return json_text(json);
}

std::optional<SimulatedFlash> read_settings(std::string_view text) {
  const auto json = parse_json(text);
  if (!json.is_object()) return std::nullopt;
  SimulatedFlash settings;
  try {
    settings.boot_count = json.at("boot_count");
    settings.selected_slot = json.at("selected_slot");
    for (const auto& entry : json.value("infos", nlohmann::json::array()))
      settings.infos[entry.at(0)] = entry.at(1);
    for (const auto& entry : json.value("thresholds", nlohmann::json::array()))
      settings.thresholds[static_cast<Algorithm>(entry.at(0).get<std::int32_t>())] = {entry.at(1),
                                                                                      entry.at(2)};
    settings.action = json.at("action");
    settings.start_commands = json.at("start_commands");
    settings.algorithm = json.at("algorithm");
    settings.transport = json.at("transport");
    const auto& network = json.at("network");
    settings.network = network.at(0);
    settings.network_password = network.at(1);
    settings.network_security = network.at(2);
    const auto& broker = json.at("broker");
    settings.client_id = broker.at(0);
    settings.broker = broker.at(1);
    settings.broker_user = broker.at(2);
    settings.broker_password = broker.at(3);
    settings.broker_port = broker.at(4);
    settings.broker_uses_tls = broker.at(5);
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;  // written by another version, or half of it
  }
  return settings;
}

}  // namespace tinsmith::devices
