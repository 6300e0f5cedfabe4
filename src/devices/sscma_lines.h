// devices/sscma_lines.h — cuts the bytes of an SSCMA board into replies and other lines.
//
// A reply is CR, a JSON object, LF. Between replies there can be anything: the board's log, noise, the first half of a reply
// whose second half was lost. A CR that is followed by '{' always begins a reply, because JSON writes a CR inside a text as
// an escape.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::devices {

// Replies with pictures have up to 200 000 bytes; longer than this is none.
inline constexpr std::size_t kMaxReply_bytes = std::size_t{1} << 20;

struct SscmaLine {
  bool is_reply = false;  // it begins as a reply does; whether it is JSON is not known yet
  std::string text;       // without CR and LF
};

class SscmaLines {
 public:
  // Takes the next bytes of the link and returns the lines that they complete, without empty ones. Never holds more than
  // kMaxReply_bytes: of a line that does not end, the bytes are dropped until its end.
  std::vector<SscmaLine> take(ByteView bytes);

  // The number of bytes in lines that were too long, since the beginning.
  std::uint64_t dropped_bytes() const { return dropped_bytes_; }

 private:
  void begin_reply();
  void end_line(std::vector<SscmaLine>& lines);

  SscmaLine line_;
  bool was_return_ = false;  // the byte before was CR
  bool drops_ = false;       // the line is too long
  std::uint64_t dropped_bytes_ = 0;
};

}  // namespace tinsmith::devices
