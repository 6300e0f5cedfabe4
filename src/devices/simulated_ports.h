// devices/simulated_ports.h — the ports of the simulated boards that run on this computer, so that they can be listed.
//
// Each simulated board holds a locked file with the path of its port. The lock ends with its process, however that ends;
// without it, the path of a pseudo terminal could by then be somebody's shell.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "devices/descriptor.h"

namespace tinsmith::devices {

// The destructor removes the port from the list.
class AnnouncedPort {
 public:
  // Unavailable: the file cannot be written.
  static Result<AnnouncedPort> announce(const std::string& path);
  AnnouncedPort(AnnouncedPort&&) noexcept = default;
  AnnouncedPort& operator=(AnnouncedPort&&) = delete;
  ~AnnouncedPort();

 private:
  AnnouncedPort(std::filesystem::path file, Descriptor lock)
      : file_(std::move(file)), lock_(std::move(lock)) {}
  std::filesystem::path file_;
  Descriptor lock_;
};

// The socket with the control lines of an announced port (simulated_lines.h).
std::filesystem::path lines_socket_of(const std::string& port);

// Returns the announced ports of this user whose processes run, ordered by path.
std::vector<std::string> running_simulated_ports();

}  // namespace tinsmith::devices
