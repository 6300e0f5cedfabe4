#include "devices/ports.h"

#include <algorithm>

#include "devices/pseudo_terminal.h"
#include "devices/simulated_ports.h"

namespace tinsmith::devices {
namespace {

// The USB bridge of the Grove Vision AI V2 talks at 921 600 bits per second. The XIAO's USB port ignores the speed.
constexpr std::int32_t kUsual_bits_per_second = 921600;

}  // namespace

Result<std::unique_ptr<Link>> open_port(const std::filesystem::path& path) {
  if (is_pseudo_terminal(path)) return open_pseudo_terminal(path);
  return open_serial_port(path, kUsual_bits_per_second);
}

Result<std::vector<PortInfo>> board_ports() {
  TRY(auto ports, serial_ports());
  std::erase_if(ports, [](const PortInfo& port) { return !port.usb; });
  for (const std::string& path : running_simulated_ports()) ports.push_back({path, "simulated board", {}});
  return ports;
}

}  // namespace tinsmith::devices
