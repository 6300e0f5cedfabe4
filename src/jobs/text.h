// jobs/text.h — text from elsewhere (logs, titles, other people's servers) made fit for a row or a line.
#pragma once

#include <cstdio>
#include <string>

namespace tinsmith::jobs {

// `text` with anything that is not UTF-8 replaced by U+FFFD.
std::string as_utf8(const std::string& text);

// As `as_utf8`, on one line: control characters become spaces; longer than `most_bytes` is cut at a
// character.
std::string as_line(const std::string& text, std::size_t most_bytes);

// A line on standard error, the log of a job or of the server. fmt::print would throw when the disk that it
// goes to is full, which is when it is needed most.
inline void say(const std::string& line) {
  std::fputs((line + "\n").c_str(), stderr);
}

}  // namespace tinsmith::jobs
