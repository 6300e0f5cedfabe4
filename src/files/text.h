// files/text.h — small steps over the text of label files and paths.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"

namespace tinsmith::files {

bool is_utf8(std::string_view text);

// `text` as UTF-8: as it is when it is that already, otherwise read as Latin-1 (every byte has a meaning
// there).
std::string utf8_of(std::string_view text);

// For messages: UTF-8, control characters as '?', at most 80 bytes.
std::string shown(std::string_view text);

std::string_view trimmed(std::string_view text);

// Without an UTF-8 byte order mark.
std::string_view without_mark(std::string_view text);

// The non-empty pieces between any of `separators`.
std::vector<std::string_view> pieces_of(std::string_view text, std::string_view separators);
inline std::vector<std::string_view> parts_of(std::string_view path) {
  return pieces_of(path, "/");
}
inline std::vector<std::string_view> words_of(std::string_view text) {
  return pieces_of(text, " \t\r\n");
}

// Lines without their ends; "\r\n" counts as one end.
std::vector<std::string_view> lines_of(std::string_view text);

// The whole of `text` as a finite number, '.' before decimals; nothing otherwise.
std::optional<double> number_of(std::string_view text);
std::optional<std::int64_t> whole_number_of(std::string_view text);

// Of a path with '/' between folders: "a/b.tar.gz" has folder "a", name "b.tar.gz", stem "b.tar", extension
// "gz".
std::string_view folder_of(std::string_view path);
std::string_view name_of_file(std::string_view path);
std::string_view stem_of(std::string_view path);
std::string extension_of(std::string_view path);  // lower case
std::string joined(std::string_view folder, std::string_view path);

// True for names that say "picture", also of kinds that cannot be decoded: those are reported, not
// overlooked.
bool is_picture_name(std::string_view path);

// The name composed (Unicode's NFC) and without case: macOS stores decomposed names, Windows forgets the
// case.
std::string folded_name(std::string_view name);

// Unicode's NFC, so that equal texts have equal bytes. Unchanged when it is not UTF-8.
std::string composed(std::string_view text);

// The value of a hexadecimal digit; nothing for other characters.
std::optional<unsigned> hex_digit(char c);

// "%C3%A9" → "é", as browsers and labelling servers write names. Unchanged when nothing is encoded, or when
// what it says is not UTF-8.
std::string percent_decoded(std::string_view text);

}  // namespace tinsmith::files
