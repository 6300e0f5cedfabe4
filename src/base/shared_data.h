// base/shared_data.h — where tests find the data and golden files that are not part of the project.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace tinsmith {

// `relative` inside the folder named by TINSMITH_SHARED, or inside ../shared; nothing when it is not there. A
// test that gets nothing skips and says what it missed.
std::optional<std::filesystem::path> shared_data(std::string_view relative);

}  // namespace tinsmith
