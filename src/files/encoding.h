// files/encoding.h — label files in any encoding become UTF-8.
//
// What decides, in this order: a byte order mark; the zero bytes of UTF-16 without one; the encoding that an
// XML declaration names; UTF-8 where the bytes are that; at last a guess between GB18030, Shift-JIS, EUC-JP
// and Latin text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::files {

struct DecodedText {
  std::string text;  // UTF-8 without a byte order mark; bytes that have no meaning are U+FFFD
  // The encoding that was guessed, or that a file's own declaration contradicted: to be said to the person.
  // Empty when the file itself says what it is, or is UTF-8.
  std::string assumed;
  // The file itself says its encoding (a mark, a declaration), or has nothing but ASCII: there is no other
  // reading.
  bool is_told = false;
};

// `is_start`: the bytes are the first part of a file, so that the last character may be cut.
DecodedText decode_text(ByteView bytes, bool is_start = false);

// The text in every encoding that people's label files come in and in which all the bytes have a meaning, the
// commonest first: for whoever can tell by what the text says which of them it is.
std::vector<DecodedText> other_readings(ByteView bytes, bool is_start = false);

}  // namespace tinsmith::files
