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

std::string board_by_usb(const std::filesystem::path& port) {
  struct UsbOfBoard {
    std::int32_t vendor, product;
    const char* board;
  };
  // The bridge of the Grove Vision AI V2 exists with two products.
  constexpr UsbOfBoard kUsb[] = {{0x303A, 0x1001, "xiao-esp32s3"},
                                 {0x1A86, 0x55D3, "grove-vision-ai-v2"},
                                 {0x1A86, 0x55D2, "grove-vision-ai-v2"}};
  std::error_code error;
  const auto resolved = std::filesystem::canonical(port, error);
  const auto ports = serial_ports();
  if (error || !ports) return {};
  for (const PortInfo& info : *ports)
    for (const UsbOfBoard& usb : kUsb)
      if (info.path == resolved && info.usb == UsbIdentity{usb.vendor, usb.product}) return usb.board;
  return {};
}

std::string shown_port(const std::string& port) {
  if (!is_mqtt_address(port)) return port;
  const auto address = parse_mqtt_address(port);
  return address ? address->text() : "the broker";
}

}  // namespace tinsmith::devices
