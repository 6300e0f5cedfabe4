#include "base/counted.h"

#include <fmt/format.h>

#include <algorithm>

namespace tinsmith {

std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string some_of(const std::vector<std::string>& names, std::size_t max_count) {
  const std::size_t shown = std::min(names.size(), max_count);
  std::string list =
      fmt::format("{}", fmt::join(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(shown), ", "));
  if (names.size() > shown) list += fmt::format(" and {} more", names.size() - shown);
  return list;
}

}  // namespace tinsmith
