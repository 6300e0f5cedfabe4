// dataset/class_name.h — what a class may be called: one rule for labels that are read and for names typed in
// the studio.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dataset/dataset.h"
#include "files/text.h"

namespace tinsmith::dataset {

inline constexpr std::size_t kLongestClassName_bytes = 100;

// 1 to 100 bytes of UTF-8 without control characters or blanks at the ends. Everything else may stand in it,
// "/" and
// "\" too: a layout that makes folders of names refuses those it cannot write. InvalidInput.
inline Result<Done> check_class_name(std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (name.empty() || name.size() > kLongestClassName_bytes || !is_utf8(name) || trimmed(name) != name ||
      std::any_of(name.begin(), name.end(), is_control))
    return fail(Fault::InvalidInput,
                "a class's name has 1 to {} bytes of UTF-8, no control characters, and no blank at its ends",
                kLongestClassName_bytes);
  return Done{};
}

// The nearest name that the rule allows, composed (Unicode's NFC), since label files of one data set may
// spell a class in several normal forms: control characters become blanks, blanks at the ends go, what is too
// long is cut between two characters, and nothing becomes "unnamed".
inline std::string cleaned_class_name(std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  std::string clean = composed(utf8_of(name));
  std::replace_if(clean.begin(), clean.end(), is_control, ' ');
  clean = trimmed(clean);
  if (clean.size() > kLongestClassName_bytes) {
    clean.resize(kLongestClassName_bytes);
    while (!is_utf8(clean)) clean.pop_back();
    clean = trimmed(clean);
  }
  return clean.empty() ? "unnamed" : clean;
}

}  // namespace tinsmith::dataset
