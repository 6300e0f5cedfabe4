// devices/ports.h — opens the port of a board by its path, and lists the ports where boards can be.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "devices/link.h"
#include "devices/serial_port.h"

namespace tinsmith::devices {

// Opens a serial port or the pseudo terminal of a simulated board, at the speed at which its board talks, or the board at
// an MQTT broker (mqtt_address.h).
//   NotFound      there is no such port
//   InvalidInput  the path is not a port, or the broker's address is wrong
//   Unavailable   this user may not open it (the message names the group and the command), or the broker cannot be reached
//   Conflict      another program has it
Result<std::unique_ptr<Link>> open_port(const std::filesystem::path& path);

// Returns the serial ports with a USB device, and the simulated boards that run now. Other serial ports of a computer are
// left out, because a program that asks them what they are could disturb what is connected there.
Result<std::vector<PortInfo>> board_ports();

// Returns the ports that a user means by `port`: the port itself, or for the address of a broker without a board, the
// addresses of the boards that are heard there within `listen_ms`.
//   InvalidInput, Unavailable  the broker's address is wrong, or the broker cannot be reached
Result<std::vector<std::string>> ports_at(const std::string& port, std::int32_t listen_ms);

// Opens all ports that a user means by `port` (ports_at). The boards at a broker share one connection.
//   NotFound  no board is heard at the broker; otherwise as open_port
Result<std::vector<std::unique_ptr<Link>>> open_ports(const std::string& port, std::int32_t listen_ms);

// The board whose USB identity the port has, by its name in the catalogue (boards.h); empty: it is not known.
std::string board_by_usb(const std::filesystem::path& port);

// The port as it may be shown: without a password.
std::string shown_port(const std::string& port);

}  // namespace tinsmith::devices
