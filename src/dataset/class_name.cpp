#include "dataset/class_name.h"

#include <algorithm>

#include "dataset/text.h"

namespace tinsmith::dataset {
namespace {

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

}  // namespace

Result<Done> check_class_name(std::string_view name) {
  if (name.empty() || name.size() > kLongestClassName_bytes || !is_utf8(name) || trimmed(name) != name ||
      std::any_of(name.begin(), name.end(), is_control))
    return fail(Fault::InvalidInput,
                "a class's name has 1 to {} bytes of UTF-8, no control characters, and no blank at its ends",
                kLongestClassName_bytes);
  return Done{};
}

std::string cleaned_class_name(std::string_view name) {
  std::string clean = utf8_of(name);
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
