#include "jobs/text.h"

#include <nlohmann/json.hpp>

namespace tinsmith::jobs {

std::string as_utf8(const std::string& text) {
  const std::string quoted =
      nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return nlohmann::json::parse(quoted).get<std::string>();
}

std::string as_line(const std::string& text, std::size_t most_bytes) {
  std::string line = as_utf8(text);
  for (char& letter : line)
    if (static_cast<unsigned char>(letter) < ' ' || letter == '\x7f') letter = ' ';
  while (!line.empty() && line.back() == ' ') line.pop_back();
  if (line.size() <= most_bytes) return line;
  std::size_t end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(line[end]) & 0xC0) == 0x80) --end;
  return line.substr(0, end) + "…";
}

}  // namespace tinsmith::jobs
