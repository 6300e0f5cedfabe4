#include "tidy/source_files.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <regex>

namespace tinsmith::tidy {
namespace {

// Returns what the command prints to its standard output and its standard error.
std::string output_of(const std::string& command) {
  std::FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return "";
  std::string output;
  std::array<char, 4096> part;
  while (const std::size_t read = std::fread(part.data(), 1, part.size(), pipe))
    output.append(part.data(), read);
  pclose(pipe);
  return output;
}

}  // namespace

Complaints check_openings(const Tree& tree) {
  const std::regex test(R"((_test|_for_test)\.cpp$)");
  Complaints complaints;
  for (const File& file : tree.files) {
    if (!file.path.starts_with("src/") || !file.path.ends_with(".cpp") || std::regex_search(file.path, test))
      continue;
    const bool has_header = tree.find(stem_of(file.path) + ".h") != nullptr;
    if (!has_header && !file.text.starts_with("// "))
      complaints.push_back(
          {file.path, 1, "has no header of its name; begin with a comment: \"Implements … of …\""});
  }
  return complaints;
}

int clang_format_version() {
  const std::string output = output_of("clang-format --version");
  std::smatch found;
  return std::regex_search(output, found, std::regex(R"(version (\d+)\.)"))
             ? std::atoi(found[1].str().c_str())
             : 0;
}

Complaints check_layout(const Tree& tree) {
  std::string command = "cd '" + tree.root.string() + "' && clang-format --dry-run";
  for (const File& file : tree.files)
    if (is_source(file.path)) command += " '" + file.path + "'";
  Complaints complaints;
  const std::regex place(R"(^(\S+):(\d+):\d+: (?:warning|error): code should be clang-formatted)");
  for (const std::string& line : lines_of(output_of(command)))
    if (std::smatch found; std::regex_search(line, found, place))
      complaints.push_back(
          {found[1], std::atoi(found[2].str().c_str()), "is laid out otherwise; run clang-format -i"});
  return complaints;
}

}  // namespace tinsmith::tidy
