// base/ascii.h — letters of names that programs gave: endings, columns, media types.
#pragma once

#include <string>
#include <string_view>

namespace tinsmith {

// In lower case, as far as it is ASCII; other letters stay as they are.
inline std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

}  // namespace tinsmith
