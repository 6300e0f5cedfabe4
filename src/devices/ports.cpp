#include "devices/ports.h"

#include <algorithm>

#include "devices/mqtt_broker.h"
#include "devices/pseudo_terminal.h"
#include "devices/simulated_ports.h"

namespace tinsmith::devices {
namespace {

// The USB bridge of the Grove Vision AI V2 talks at 921 600 bits per second. The XIAO's USB port ignores the speed.
constexpr std::int32_t kUsual_bits_per_second = 921600;

}  // namespace

Result<std::unique_ptr<Link>> open_port(const std::filesystem::path& path) {
  if (is_mqtt_address(path.native())) return open_mqtt_board(path.native());
  if (is_pseudo_terminal(path)) return open_pseudo_terminal(path);
  return open_serial_port(path, kUsual_bits_per_second);
}

Result<std::vector<PortInfo>> board_ports() {
  TRY(auto ports, serial_ports());
  std::erase_if(ports, [](const PortInfo& port) { return !port.usb; });
  for (const std::string& path : running_simulated_ports()) ports.push_back({path, "simulated board", {}});
  return ports;
}

Result<std::vector<std::string>> ports_at(const std::string& port, std::int32_t listen_ms) {
  if (!is_mqtt_address(port)) return std::vector<std::string>{port};
  return mqtt_boards(port, listen_ms);
}

Result<std::vector<std::unique_ptr<Link>>> open_ports(const std::string& port, std::int32_t listen_ms) {
  if (is_mqtt_address(port)) {
    TRY(const auto address, parse_mqtt_address(port));
    if (address.client_id.empty()) return open_mqtt_boards(address, listen_ms);
  }
  std::vector<std::unique_ptr<Link>> links;
  TRY(auto link, open_port(port));
  links.push_back(std::move(link));
  return links;
}

std::string shown_port(const std::string& port) {
  if (!is_mqtt_address(port)) return port;
  const auto address = parse_mqtt_address(port);
  return address ? address->text() : "the broker";
}

}  // namespace tinsmith::devices
