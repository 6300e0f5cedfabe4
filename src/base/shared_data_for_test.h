// base/shared_data_for_test.h — locates test data and golden files that are not part of the repository.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>

namespace tinsmith {

// Returns the path of `relative` in the folder named by the environment variable TINSMITH_SHARED, or in
// ../shared; nullopt when it does not exist. A test that gets nullopt is skipped and names the missing file.
inline std::optional<std::filesystem::path> shared_data(std::string_view relative) {
  const char* named = std::getenv("TINSMITH_SHARED");
  const auto path = std::filesystem::path(named != nullptr ? named : "../shared") / relative;
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  return path;
}

}  // namespace tinsmith
