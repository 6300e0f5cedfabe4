#include "http/byte_range.h"

#include <algorithm>
#include <charconv>

namespace tinsmith::http {
namespace {

// Returns the number that the text is; nullopt for anything else. Numbers beyond 64 bits are as good as the largest.
std::optional<std::uint64_t> position_of(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (end != text.data() + text.size() || trouble == std::errc::invalid_argument) return std::nullopt;
  return trouble == std::errc::result_out_of_range ? UINT64_MAX : number;
}

}  // namespace

WantedRange wanted_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return {};
  header.remove_prefix(kUnit.size());
  if (header.find(',') != header.npos) return {RangeKind::Several, {}};
  const std::size_t dash = header.find('-');
  if (dash == header.npos) return {RangeKind::Outside, {}};
  const auto first = position_of(header.substr(0, dash)), last = position_of(header.substr(dash + 1));
  const bool is_suffix = dash == 0, is_open = dash + 1 == header.size();
  if (is_suffix) {  // "-5": the last five bytes
    if (!last || *last == 0 || size == 0) return {RangeKind::Outside, {}};
    const std::uint64_t count = std::min(*last, size);
    return {RangeKind::Part, {size - count, count}};
  }
  if (!first || *first >= size || (!is_open && (!last || *last < *first))) return {RangeKind::Outside, {}};
  const std::uint64_t end = is_open ? size - 1 : std::min(*last, size - 1);
  return {RangeKind::Part, {*first, end - *first + 1}};
}

}  // namespace tinsmith::http
