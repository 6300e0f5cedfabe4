// dataset/class_name.h — the rule for class names, in label files and in the studio.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "base/result.h"
#include "dataset/dataset.h"
#include "files/text.h"

namespace tinsmith::dataset {

inline constexpr std::size_t kMaxClassName_bytes = 100;

// Checks that a name has 1 to 100 bytes of UTF-8, no control characters, and no blanks at its ends. All other
// characters are allowed, including "/" and "\": a layout that uses class names as folder names rejects the
// names it cannot write. InvalidInput.
inline Result<Done> check_class_name(std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (name.empty() || name.size() > kMaxClassName_bytes || !is_utf8(name) || trimmed(name) != name ||
      std::any_of(name.begin(), name.end(), is_control))
    return fail(Fault::InvalidInput,
                "a class name needs 1 to {} bytes of UTF-8, without control characters and without spaces at "
                "the start or end",
                kMaxClassName_bytes);
  return Done{};
}

// Returns the nearest valid name, in Unicode NFC, because the label files of one data set may spell a class
// in several normal forms. Control characters become blanks, blanks at the ends are removed, a name that is
// too long is cut between two characters, and an empty name becomes "unnamed".
inline std::string cleaned_class_name(std::string_view name) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  std::string clean = composed(utf8_of(name));
  std::replace_if(clean.begin(), clean.end(), is_control, ' ');
  clean = trimmed(clean);
  if (clean.size() > kMaxClassName_bytes) {
    clean.resize(kMaxClassName_bytes);
    while (!is_utf8(clean)) clean.pop_back();
    clean = trimmed(clean);
  }
  return clean.empty() ? "unnamed" : clean;
}

}  // namespace tinsmith::dataset
