#include "tidy/budgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "tidy/source.h"

namespace tinsmith::tidy {
namespace {

void check_length(const File& file, std::span<const LongFile> exceptions, Complaints& complaints) {
  const int lines = static_cast<int>(lines_of(file.text).size());
  const auto exception = std::find_if(exceptions.begin(), exceptions.end(),
                                      [&](const LongFile& row) { return row.path == file.path; });
  const int budget = exception == exceptions.end() ? kFileBudget_lines : exception->lines;
  if (lines > budget) {
    complaints.push_back(
        {file.path, 0, fmt::format("has {} lines, {} are allowed; split it", lines, budget)});
  } else if (exception != exceptions.end() && lines <= kFileBudget_lines) {
    complaints.push_back({file.path, 0, "fits the budget again; remove its exception"});
  }
}

}  // namespace

Complaints check_budgets(const Tree& tree, std::span<const LongFile> exceptions) {
  Complaints complaints;
  std::map<std::string, int> sources;
  for (const File& file : tree.files) {
    if (!is_source(file.path)) continue;
    check_length(file, exceptions, complaints);
    for (const Function& function : functions_of(code_only(file.text))) {
      if (function.line_count <= kFunctionBudget_lines) continue;
      complaints.push_back({file.path, function.first_line,
                            fmt::format("a function of {} lines, {} are allowed; split it",
                                        function.line_count, kFunctionBudget_lines)});
    }
    const std::string stem = stem_of(file.path);
    const bool is_test = stem.ends_with("_test") || stem.ends_with("_fuzz");
    if (file.path.ends_with(".cpp") && !is_test && !room_of(file.path).empty()) ++sources[room_of(file.path)];
  }
  for (const auto& [room, count] : sources) {
    if (count <= kRoomBudget_sources) continue;
    complaints.push_back(
        {"src/" + room, 0, fmt::format("has {} sources, {} are allowed", count, kRoomBudget_sources)});
  }
  for (const LongFile& row : exceptions) {
    if (tree.find(row.path) == nullptr)
      complaints.push_back({std::string(row.path), 0, "is gone; remove its exception"});
  }
  return complaints;
}

}  // namespace tinsmith::tidy
