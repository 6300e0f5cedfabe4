// jobs/text.h — cleans text from other sources (logs, titles, servers) for a database row or a log line.
#pragma once

#include <cstdio>
#include <string>

namespace tinsmith::jobs {

// Returns `text` with bytes that are not UTF-8 replaced by U+FFFD.
std::string as_utf8(const std::string& text);

// As `as_utf8`, but on one line: control characters become spaces, and text longer than `max_bytes` is cut
// at a character boundary.
std::string as_line(const std::string& text, std::size_t max_bytes);

// Writes a line to standard error, which is the log of a job or of the server. Does not use fmt::print, which
// throws when the disk is full, the very moment when the message is needed most.
inline void say(const std::string& line) {
  std::fputs((line + "\n").c_str(), stderr);
}

}  // namespace tinsmith::jobs
