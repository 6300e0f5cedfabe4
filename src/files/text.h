// files/text.h — helper functions for the text of label files and for paths.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"

namespace tinsmith::files {

bool is_utf8(std::string_view text);

// Returns `text` as UTF-8: unchanged when it is valid UTF-8, otherwise converted from Latin-1, in which every
// byte is valid.
std::string utf8_of(std::string_view text);

// Returns `text` in a form fit for messages: UTF-8, with '?' for control characters, at most 80 bytes.
std::string shown(std::string_view text);

std::string_view trimmed(std::string_view text);

// Removes a UTF-8 byte order mark from the start of `text`.
std::string_view without_mark(std::string_view text);

// Returns the non-empty pieces between any of the characters in `separators`.
std::vector<std::string_view> pieces_of(std::string_view text, std::string_view separators);
inline std::vector<std::string_view> parts_of(std::string_view path) {
  return pieces_of(path, "/");
}
inline std::vector<std::string_view> words_of(std::string_view text) {
  return pieces_of(text, " \t\r\n");
}

// Returns the lines without their line ends; "\r\n" counts as one line end.
std::vector<std::string_view> lines_of(std::string_view text);

// Parses the whole of `text` as a finite number with '.' as the decimal point. Returns nothing otherwise.
std::optional<double> number_of(std::string_view text);
std::optional<std::int64_t> whole_number_of(std::string_view text);

// Parts of a path with '/' between folders. For example, "a/b.tar.gz" has the folder "a", the name
// "b.tar.gz", the stem "b.tar" and the extension "gz".
std::string_view folder_of(std::string_view path);
std::string_view name_of_file(std::string_view path);
std::string_view stem_of(std::string_view path);
std::string extension_of(std::string_view path);  // lower case
std::string joined(std::string_view folder, std::string_view path);

// True when the extension is that of a picture, including kinds that cannot be decoded. Those are reported
// instead of silently ignored.
bool is_picture_name(std::string_view path);

// Returns the name in Unicode NFC and without case, for comparisons: macOS stores decomposed names, and
// Windows ignores case.
std::string folded_name(std::string_view name);

// Returns `text` in Unicode NFC, so that equal texts have equal bytes. Text that is not UTF-8
// is returned unchanged.
std::string composed(std::string_view text);

// Decodes percent-encoding, which browsers and labelling servers use in names: "%C3%A9" → "é". The text is
// returned unchanged when nothing is encoded or when the decoded bytes are not UTF-8.
std::string percent_decoded(std::string_view text);

}  // namespace tinsmith::files
