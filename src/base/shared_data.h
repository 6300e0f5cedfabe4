// base/shared_data.h — locates test data and golden files that are not part of the repository.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace tinsmith {

// Returns the path of `relative` in the folder named by the environment variable TINSMITH_SHARED, or in
// ../shared; nullopt when it does not exist. A test that gets nullopt is skipped and names the missing file.
std::optional<std::filesystem::path> shared_data(std::string_view relative);

}  // namespace tinsmith
