// devices/transcript_for_test.h — the recorded traffic of SSCMA's real command servers (shared data, golden/sscma_at).
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/json.h"

namespace tinsmith::devices {

struct WireLine {
  bool is_from_board = false;
  std::string bytes;
};

// The recorded bytes are written as the characters of the same numbers.
inline std::string latin1_of(const std::string& utf8) {
  std::string bytes;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead < 0x80) {
      bytes += utf8[i];
    } else {
      const auto low = static_cast<unsigned char>(utf8.at(++i));
      bytes += static_cast<char>((lead & 3) << 6 | (low & 0x3f));
    }
  }
  return bytes;
}

inline std::vector<WireLine> transcript_for_test(const std::filesystem::path& file) {
  std::vector<WireLine> lines;
  const std::string text = read_text_file(file).value();
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    const auto json = parse_json(std::string_view(text).substr(at, end - at));
    if (json.is_object())
      lines.push_back({json.at("dir") == "<", latin1_of(json.at("data").get<std::string>())});
    at = end + 1;
  }
  return lines;
}

inline std::vector<std::filesystem::path> transcripts_in(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".jsonl") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace tinsmith::devices
