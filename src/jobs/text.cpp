#include "jobs/text.h"

#include "base/ascii.h"
#include "base/json.h"

namespace tinsmith::jobs {

std::string as_utf8(const std::string& text) {
  const std::string quoted = json_text(nlohmann::json(text));
  return parse_json(quoted).get<std::string>();
}

std::string as_line(const std::string& text, std::size_t max_bytes) {
  std::string line = as_utf8(text);
  for (char& letter : line)
    if (static_cast<unsigned char>(letter) < ' ' || letter == '\x7f') letter = ' ';
  while (!line.empty() && line.back() == ' ') line.pop_back();
  if (line.size() <= max_bytes) return line;
  return std::string(cut_between_characters(line, max_bytes)) + "…";
}

}  // namespace tinsmith::jobs
