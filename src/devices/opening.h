// devices/opening.h — why a port cannot be opened, as a sentence. Not for other rooms.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace tinsmith::devices {

// Returns the error for a port whose opening ended with `error_number` (errno). For a port that this user may not open, the
// message names the group that may, and the command that adds the user to it.
//   NotFound     there is no such port
//   Conflict     another program has the port
//   Unavailable  no permission, or another reason of the operating system
Error opening_error(const std::filesystem::path& port, int error_number);

}  // namespace tinsmith::devices
