// devices/pseudo_terminal.h — a serial port without hardware, at which a simulated board answers.
//
// The kernel makes its two ends: the board's end, which this process holds, and a path such as /dev/pts/3, which any
// program opens as it opens a serial port. It has no speed; setting one changes nothing. It has no control lines either: those
// of a simulated board are set through a socket beside it (simulated_lines.h), and those of other terminals change nothing.
#pragma once

#include <filesystem>
#include <memory>

#include "devices/descriptor.h"
#include "devices/link.h"

namespace tinsmith::devices {

// The board's end.
class PseudoTerminal {
 public:
  static Result<PseudoTerminal> make();
  // The path of the other end: "/dev/pts/3".
  const std::string& path() const { return path_; }
  // For waiting.
  const Descriptor& descriptor() const { return board_; }

  // As Link::read, but the other end may be closed and opened again: then nothing arrives.
  Result<Bytes> read(std::int32_t timeout_ms);
  // Bytes that nobody takes within `timeout_ms` are dropped, as a board drops what the computer does not take.
  void write(ByteView bytes, std::int32_t timeout_ms);

 private:
  PseudoTerminal(Descriptor board, Descriptor kept_open, std::string path)
      : board_(std::move(board)), kept_open_(std::move(kept_open)), path_(std::move(path)) {}

  Descriptor board_;
  // The other end, opened by this process too: otherwise reading fails while no program has it open.
  Descriptor kept_open_;
  std::string path_;
};

// Returns whether the path, with its links followed, is the end of a pseudo terminal that programs open.
bool is_pseudo_terminal(const std::filesystem::path& path);

// Opens that end and reserves it.
//   NotFound, Unavailable, Conflict  as open_port (ports.h)
Result<std::unique_ptr<Link>> open_pseudo_terminal(const std::filesystem::path& path);

}  // namespace tinsmith::devices
