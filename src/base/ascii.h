// base/ascii.h — lower case for ASCII names: file extensions, column names, media types.
#pragma once

#include <string>
#include <string_view>

namespace tinsmith {

// Returns `text` with its ASCII letters in lower case; all other bytes stay as they are.
inline std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace tinsmith
