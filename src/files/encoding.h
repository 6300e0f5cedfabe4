// files/encoding.h — label files in any encoding become UTF-8.
//
// What decides, in this order: a byte order mark; the zero bytes of UTF-16 without one; the encoding that an
// XML declaration names; UTF-8 where the bytes are that; at last a guess between GB18030, Shift-JIS, EUC-JP
// and Latin text.
#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"

namespace tinsmith::files {

struct DecodedText {
  std::string text;  // UTF-8 without a byte order mark; bytes that have no meaning are U+FFFD
  // The encoding that was guessed, or that a file's own declaration contradicted: to be said to the person.
  // Empty when the file itself says what it is, or is UTF-8.
  std::string assumed;
};

// `is_start`: the bytes are the first part of a file, so that the last character may be cut.
DecodedText decode_text(ByteView bytes, bool is_start = false);

}  // namespace tinsmith::files
