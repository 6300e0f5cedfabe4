#include "devices/sscma_command.h"

namespace tinsmith::devices {

Result<Done> check_command(std::string_view line) {
  if (line.size() <= kMaxCommand_bytes) return Done{};
  return fail(Fault::InvalidInput, "a command of {} bytes is too long for the board, which takes {}",
              line.size(), kMaxCommand_bytes);
}

Result<std::string> quoted_argument(std::string_view text) {
  std::string argument = "\"";
  for (const char c : text) {
    if (c < ' ' || c > '~')
      return fail(
          Fault::InvalidInput,
          "the firmware takes only printable ASCII characters in a text, and this one has others (byte {})",
          static_cast<unsigned>(static_cast<unsigned char>(c)));
    if (c == '"' || c == '\\') argument += '\\';
    argument += c;
  }
  return argument + '"';
}

}  // namespace tinsmith::devices
