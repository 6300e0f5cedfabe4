// files/encoding.h — converts label files from any encoding to UTF-8.
//
// The encoding is determined by the first of these rules that applies:
//   1. a byte order mark;
//   2. the zero bytes of UTF-16 without a mark;
//   3. the encoding that an XML declaration names;
//   4. UTF-8, when the bytes are valid UTF-8;
//   5. a guess between GB18030, Shift-JIS, EUC-JP and Latin text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::files {

struct DecodedText {
  std::string text;  // UTF-8 without a byte order mark; invalid bytes are replaced by U+FFFD
  // The encoding that was guessed, for a message to the user. Empty when the file states its encoding
  // or is UTF-8.
  std::string assumed;
  // True when the file states its encoding (by a mark or a declaration) or is pure ASCII, so that no other
  // reading is possible.
  bool is_certain = false;
};

// Converts `bytes` to UTF-8. `is_start`: the bytes are only the start of a file, so the last character
// may be incomplete.
DecodedText decode_text(ByteView bytes, bool is_start = false);

// Returns the text decoded with every supported legacy encoding in which all bytes are valid, the most common
// encoding first. The caller can then choose by the content of the text.
std::vector<DecodedText> other_readings(ByteView bytes, bool is_start = false);

}  // namespace tinsmith::files
