// devices/simulated_lines.h — the control lines of a pseudo terminal, which has none: a socket beside the announced port.
//
// A program connects to the socket and writes one line of text for each change, "dtr=1 rts=0"; the board answers "done" when
// it has acted on it. So the order of changes and bytes is that of a real port.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "devices/descriptor.h"
#include "devices/link.h"

namespace tinsmith::devices {

// The board's end. The destructor removes the socket.
class LinesSocket {
 public:
  // Unavailable: the socket cannot be made.
  static Result<LinesSocket> listen(const std::filesystem::path& path);
  LinesSocket(LinesSocket&& other) noexcept;
  LinesSocket& operator=(LinesSocket&&) = delete;
  ~LinesSocket();

  // Waits until a program changes the lines, bytes can be read from `port`, or the time has passed. Calls `set` for each
  // change.
  void serve(const Descriptor& port, std::int32_t timeout_ms, const std::function<void(ControlLines)>& set);

 private:
  LinesSocket(std::filesystem::path path, Descriptor listener)
      : path_(std::move(path)), listener_(std::move(listener)) {}

  void take(const std::function<void(ControlLines)>& set);

  std::filesystem::path path_;
  Descriptor listener_;
  std::optional<Descriptor> program_;  // the last one that has connected
  std::string text_;
};

// The program's end.
class LinesOfPseudoTerminal {
 public:
  // None: nothing listens there, so the terminal is no simulated board's.
  static std::optional<LinesOfPseudoTerminal> connect(const std::filesystem::path& path);

  // Unavailable: the board has gone.
  Result<Done> set(ControlLines lines);

 private:
  explicit LinesOfPseudoTerminal(Descriptor descriptor) : descriptor_(std::move(descriptor)) {}
  Descriptor descriptor_;
};

}  // namespace tinsmith::devices
