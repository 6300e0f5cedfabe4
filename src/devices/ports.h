// devices/ports.h — opens the port of a board by its path, and lists the ports where boards can be.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "devices/link.h"
#include "devices/serial_port.h"

namespace tinsmith::devices {

// Opens a serial port or the pseudo terminal of a simulated board, at the speed at which its board talks.
//   NotFound      there is no such port
//   InvalidInput  the path is not a port
//   Unavailable   this user may not open it; the message names the group and the command
//   Conflict      another program has it
Result<std::unique_ptr<Link>> open_port(const std::filesystem::path& path);

// Returns the serial ports with a USB device, and the simulated boards that run now. Other serial ports of a computer are
// left out, because a program that asks them what they are could disturb what is connected there.
Result<std::vector<PortInfo>> board_ports();

}  // namespace tinsmith::devices
