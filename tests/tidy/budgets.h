// tidy/budgets.h — how long a file and a function may be, and how many sources a room may have.
#pragma once

#include <span>
#include <string_view>

#include "tidy/tree.h"

namespace tinsmith::tidy {

inline constexpr int kFileBudget_lines = 400;
inline constexpr int kFunctionBudget_lines = 60;
inline constexpr int kRoomBudget_sources = 40;

// A file that may be longer, and why. A ratchet: once the file fits the budget, the exception has to go.
struct LongFile {
  std::string_view path;
  int lines;
  std::string_view reason;
};

Complaints check_budgets(const Tree& tree, std::span<const LongFile> exceptions);

}  // namespace tinsmith::tidy
