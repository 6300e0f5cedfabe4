// devices/sscma_command.h — the text of a command to SSCMA's firmware.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tinsmith::devices {

// The firmware takes 4096 bytes. Of a longer line, 1.x drops everything, and 2.x then understands no command until it is
// restarted.
inline constexpr std::size_t kMaxCommand_bytes = 4000;

// InvalidInput: the whole line, with its end, is longer than kMaxCommand_bytes.
Result<Done> check_command(std::string_view line);

// Returns the text in quotes, as an argument of a command.
//   InvalidInput  the text has a character that the firmware drops or that would end the command: only printable ASCII is
//                 passed on
Result<std::string> quoted_argument(std::string_view text);

}  // namespace tinsmith::devices
