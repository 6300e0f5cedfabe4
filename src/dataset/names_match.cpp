#include "dataset/names_match.h"

#include <utf8proc.h>

#include <cstdlib>
#include <memory>
#include <optional>

#include "dataset/text.h"

namespace tinsmith::dataset {
namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a' + 10);
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A' + 10);
  return std::nullopt;
}

}  // namespace

std::string folded_name(std::string_view name) {
  utf8proc_uint8_t* out = nullptr;
  const auto size = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(name.data()), static_cast<utf8proc_ssize_t>(name.size()),
      &out, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(out, &std::free);
  if (size < 0) return lowered(name);  // not UTF-8
  return {reinterpret_cast<const char*>(out), static_cast<std::size_t>(size)};
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : std::nullopt;
    const auto low = high ? hex_digit(text[i + 2]) : std::nullopt;
    const unsigned value = high && low ? *high * 16 + *low : 0;
    if (value == 0) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(value);
    i += 2;
  }
  return is_utf8(out) ? out : std::string(text);
}

}  // namespace tinsmith::dataset
