// devices/serial_port.h — serial ports of this computer, by libserialport.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "devices/link.h"

namespace tinsmith::devices {

// The USB identity of a port's device.
struct UsbIdentity {
  std::int32_t vendor = 0, product = 0;
  friend bool operator==(const UsbIdentity&, const UsbIdentity&) = default;
};

struct PortInfo {
  std::string path;   // "/dev/ttyACM0"
  std::string title;  // what the operating system knows about it: "USB JTAG/serial debug unit"
  std::optional<UsbIdentity> usb;
};

// Returns the ports that this computer has now, ordered by path.
//   Unavailable  the operating system does not list them
Result<std::vector<PortInfo>> serial_ports();

// Opens a port, reserves it, and sets 8 bits, no parity, one stop bit, no flow control. Both control lines are off, in
// an order in which no board is reset.
//   NotFound, Unavailable, Conflict  as open_port (ports.h)
Result<std::unique_ptr<Link>> open_serial_port(const std::filesystem::path& path,
                                               std::int32_t bits_per_second);

}  // namespace tinsmith::devices
