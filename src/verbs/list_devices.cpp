// Lists the boards of this computer, and describes one of them.
#include <fmt/format.h>

#include <algorithm>

#include "devices/ports.h"
#include "devices/sscma_client.h"
#include "verbs/device_text.h"
#include "verbs/devices.h"

namespace tinsmith::verbs {
namespace {

using Json = nlohmann::ordered_json;

Json usb_json(const std::optional<devices::UsbIdentity>& usb) {
  if (!usb) return nullptr;
  return {{"vendor", fmt::format("{:04x}", usb->vendor)}, {"product", fmt::format("{:04x}", usb->product)}};
}

Json identity_json(const devices::Identity& identity) {
  return {{"id", identity.id},
          {"name", identity.name},
          {"firmware", devices::name_of(identity.firmware)},
          {"software", identity.software},
          {"hardware", identity.hardware}};
}

Result<devices::Identity> identified(const std::string& port) {
  // A board that runs a model replies between two pictures.
  constexpr std::int32_t kListing_ms = 3000;
  TRY(auto link, devices::open_port(port));
  return devices::SscmaClient(std::move(link), kListing_ms).identify();
}

DeviceReport report_of(const devices::PortInfo& port) {
  const std::string shown = devices::shown_port(port.path);
  DeviceReport report{{}, {{"port", shown}, {"title", port.title}, {"usb", usb_json(port.usb)}}};
  const auto identity = identified(port.path);
  if (identity) {
    report.json["board"] = identity_json(*identity);
    report.text = fmt::format("{}  {}, firmware {} ({})", shown, harmless(identity->name),
                              devices::name_of(identity->firmware), harmless(identity->software));
  } else {
    report.json["problem"] = identity.error().text();
    report.text = fmt::format("{}  {}{}{}", shown, harmless(port.title), port.title.empty() ? "" : ": ",
                              identity.error().text());
  }
  return report;
}

// Some builds of the firmware lack commands; then there is nothing to report.
template <class Value>
Result<std::optional<Value>> if_known(Result<Value> result) {
  if (result) return std::optional<Value>(std::move(result).value());
  if (result.error().fault == Fault::Unsupported) return std::optional<Value>();
  return std::move(result).error();
}

void add_cameras(const std::vector<devices::Sensor>& sensors, DeviceReport& report) {
  report.json["cameras"] = Json::array();
  for (const devices::Sensor& sensor : sensors) {
    Json options = Json::array();
    for (const devices::SensorOption& option : sensor.options)
      options.push_back({{"id", option.id}, {"about", option.about}});
    report.json["cameras"].push_back({{"id", sensor.id},
                                      {"ready", sensor.is_ready},
                                      {"option", sensor.option},
                                      {"about", sensor.option_about},
                                      {"options", options}});
    report.text += fmt::format("  camera     {}, {}\n", harmless(sensor.option_about),
                               sensor.is_ready ? "ready" : "does not answer");
  }
}

void add_models(const std::vector<devices::ModelSlot>& slots,
                const std::optional<devices::ModelSlot>& selected, DeviceReport& report) {
  report.json["models"] = Json::array();
  for (const devices::ModelSlot& slot : slots) {
    const bool is_selected = selected && selected->id == slot.id;
    report.json["models"].push_back(
        {{"slot", slot.id}, {"address", slot.address}, {"selected", is_selected}});
    report.text += fmt::format("  model      slot {}{}\n", slot.id, is_selected ? ", selected" : "");
  }
  if (slots.empty()) report.text += "  model      none\n";
}

void add_info(const std::optional<devices::ModelInfo>& info, DeviceReport& report) {
  report.json["model_name"] = info ? Json(info->name) : Json();
  report.json["classes"] = info ? Json(info->classes) : Json::array();
  if (!info) return;
  std::string names;
  for (const std::string& name : info->classes) names += (names.empty() ? "" : ", ") + harmless(name);
  report.text += fmt::format("  named      {}\n  classes    {}\n", harmless(info->name), names);
}

Result<Done> add_network(devices::SscmaClient& client, DeviceReport& report) {
  TRY(const auto wifi, if_known(client.wifi()));
  TRY(const auto mqtt, if_known(client.mqtt()));
  if (wifi) {
    report.json["wifi"] = {{"name", wifi->name}, {"joined", wifi->is_joined}, {"address", wifi->address}};
    report.text += wifi->name.empty() ? "  Wi-Fi      not set up\n"
                                      : fmt::format("  Wi-Fi      {}, {}\n", harmless(wifi->name),
                                                    wifi->is_joined ? harmless(wifi->address) : "not joined");
  }
  if (!mqtt) return Done{};
  report.json["mqtt"] = {{"address", mqtt->address},
                         {"port", mqtt->port},
                         {"connected", mqtt->is_connected},
                         {"publishes_to", mqtt->publishes_to},
                         {"listens_to", mqtt->listens_to}};
  report.text += mqtt->address.empty()
                     ? "  MQTT       not set up\n"
                     : fmt::format("  MQTT       {}:{}, {}\n", harmless(mqtt->address), mqtt->port,
                                   mqtt->is_connected ? "connected" : "not connected");
  return Done{};
}

}  // namespace

Result<std::vector<DeviceReport>> list_devices(const std::vector<std::string>& ports,
                                               std::int32_t listen_ms) {
  TRY(auto found, devices::board_ports());
  for (const std::string& port : ports) {
    TRY(const auto paths, devices::ports_at(port, listen_ms));
    for (const std::string& path : paths) {
      const bool is_listed =
          std::any_of(found.begin(), found.end(), [&](const auto& one) { return one.path == path; });
      if (!is_listed) found.push_back({path, {}, {}});
    }
  }
  std::vector<DeviceReport> reports;
  for (const devices::PortInfo& port : found) reports.push_back(report_of(port));
  return reports;
}

Result<DeviceReport> describe_device(const std::string& port) {
  TRY(auto link, devices::open_port(port));
  devices::SscmaClient client(std::move(link));
  TRY(const auto identity, client.identify());
  DeviceReport report{fmt::format("{} at {}\n  firmware   {}, {}\n  board id   {}\n", harmless(identity.name),
                                  devices::shown_port(port), devices::name_of(identity.firmware),
                                  harmless(identity.software), harmless(identity.id)),
                      {{"port", devices::shown_port(port)}, {"board", identity_json(identity)}}};
  TRY(const auto sensors, client.sensors());
  add_cameras(sensors, report);
  TRY(const auto slots, client.models());
  TRY(const auto selected, client.selected_model());
  add_models(slots, selected, report);
  TRY(const auto info, client.info());
  add_info(info, report);
  TRY(const auto action, if_known(client.action()));
  report.json["action"] = action.value_or("");
  if (action && !action->empty()) report.text += fmt::format("  action     {}\n", harmless(*action));
  TRY_DONE(add_network(client, report));
  return report;
}

}  // namespace tinsmith::verbs
