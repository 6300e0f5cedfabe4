// jobs/text.h — text from elsewhere (logs, titles, other people's servers) made fit for a row or a line.
#pragma once

#include <string>

namespace tinsmith::jobs {

// `text` with anything that is not UTF-8 replaced by U+FFFD.
std::string as_utf8(const std::string& text);

// As `as_utf8`, on one line: control characters become spaces; longer than `most_bytes` is cut at a
// character.
std::string as_line(const std::string& text, std::size_t most_bytes);

}  // namespace tinsmith::jobs
