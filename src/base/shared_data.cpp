#include "base/shared_data.h"

#include <cstdlib>

namespace tinsmith {

std::optional<std::filesystem::path> shared_data(std::string_view relative) {
  const char* named = std::getenv("TINSMITH_SHARED");
  const auto path = std::filesystem::path(named != nullptr ? named : "../shared") / relative;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  return path;
}

}  // namespace tinsmith
