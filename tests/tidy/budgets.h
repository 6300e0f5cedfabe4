// tidy/budgets.h — the maximum length of files and functions, and the maximum number of sources in a room.
#pragma once

#include <span>
#include <string_view>

#include "tidy/tree.h"

namespace tinsmith::tidy {

inline constexpr int kFileBudget_lines = 400;
inline constexpr int kFunctionBudget_lines = 60;
inline constexpr int kRoomBudget_sources = 40;

// A file that may be longer, and the reason. The exception must be removed once the file fits the limit.
struct LongFile {
  std::string_view path;
  int lines;
  std::string_view reason;
};

Complaints check_budgets(const Tree& tree, std::span<const LongFile> exceptions);

}  // namespace tinsmith::tidy
