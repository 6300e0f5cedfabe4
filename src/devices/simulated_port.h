// devices/simulated_port.h — runs a simulated board at a pseudo terminal, until it is ended or unplugged.
#pragma once

#include <filesystem>
#include <functional>

#include "devices/simulated_cable.h"
#include "devices/simulated_device.h"

namespace tinsmith::devices {

struct SimulatedPortRequest {
  CableFaults faults;
  // A path that becomes a link to the port; empty: none. An older link is replaced, another file is not.
  std::filesystem::path link;
  // Whether the board takes no longer than this computer; otherwise it is as slow as the real one is estimated to be.
  bool is_hurried = false;
  std::function<void(const std::string& port)> ready;  // is called once, with the path of the port
  std::function<bool()> should_stop;
};

// Returns when `should_stop` says so, when the cable is unplugged, or when the power of the board's flash fails.
//   Conflict     there is a file at the link's path
//   Unavailable  the operating system gives no pseudo terminal, the link cannot be made, or the board's flash cannot be kept
Result<Done> run_simulated_port(SimulatedDevice& board, const SimulatedPortRequest& request);

}  // namespace tinsmith::devices
