// base/ascii.h — ASCII text: lower case for file extensions, column names and media types, hexadecimal digits, and where UTF-8
// can be cut.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tinsmith {

// Returns `text` with its ASCII letters in lower case; all other bytes stay as they are.
inline char lowered(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
inline std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lowered(c);
  return out;
}

// Returns the value of a hexadecimal digit, or nothing for other characters.
inline std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

// Returns the byte of the percent-encoding "%XX" with which `text` begins, or nothing when it begins with something else.
inline std::optional<unsigned> percent_coded(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return std::nullopt;
  const auto high = hex_digit(text[1]), low = hex_digit(text[2]);
  if (!high || !low) return std::nullopt;
  return *high * 16 + *low;
}

// Returns the beginning of UTF-8 text that has at most `max_bytes` and ends between two characters.
inline std::string_view cut_between_characters(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  std::size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end);
}

}  // namespace tinsmith
