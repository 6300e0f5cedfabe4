#include "tidy/documents.h"

#include <fmt/format.h>

#include <regex>
#include <set>

namespace tinsmith::tidy {
namespace {

constexpr std::string_view kPackages = "scripts/debian.txt";
constexpr std::string_view kDependencies = "docs/dependencies.md";

template <class Found>
void for_each_match(const File& file, const std::regex& pattern, const Found& found) {
  int number = 0;
  for (const std::string& line : lines_of(file.text)) {
    ++number;
    for (std::sregex_iterator match(line.begin(), line.end(), pattern), end; match != end; ++match)
      found(number, *match);
  }
}

void check_link(const Tree& tree, const File& file, int line, std::string target, Complaints& complaints) {
  target = target.substr(0, target.find('#'));
  if (target.empty() || target.find(':') != std::string::npos) return;
  std::error_code error;
  if (std::filesystem::exists(tree.root / folder_of(file.path) / target, error)) return;
  complaints.push_back({file.path, line, fmt::format("links to {}, which is not there", target)});
}

std::string cell_in_backticks(const std::string& line) {
  static const std::regex kRow("^\\| `([^`]+)`.*");
  std::smatch found;
  return std::regex_match(line, found, kRow) ? found[1].str() : std::string();
}

}  // namespace

Complaints check_links(const Tree& tree) {
  static const std::regex kLink(R"(\]\(([^)\s]+)\))");
  Complaints complaints;
  for (const File& file : tree.files) {
    if (!file.path.ends_with(".md")) continue;
    for_each_match(file, kLink, [&](int line, const std::smatch& link) {
      check_link(tree, file, line, link[1].str(), complaints);
    });
  }
  return complaints;
}

Complaints check_mentions(const Tree& tree) {
  static const std::regex kDocument(R"(\bdocs/[A-Za-z0-9_/-]+\.md\b)");
  Complaints complaints;
  for (const File& file : tree.files) {
    if (file.path.ends_with(".md") || file.path.ends_with("_test.cpp")) continue;  // links; made-up trees
    for_each_match(file, kDocument, [&](int line, const std::smatch& name) {
      if (tree.find(name.str()) == nullptr)
        complaints.push_back({file.path, line, fmt::format("names {}, which is not there", name.str())});
    });
  }
  return complaints;
}

Complaints check_dependencies(const Tree& tree) {
  const File* packages = tree.find(kPackages);
  const File* dependencies = tree.find(kDependencies);
  if (packages == nullptr) return {{std::string(kPackages), 0, "is missing"}};
  if (dependencies == nullptr) return {{std::string(kDependencies), 0, "is missing"}};
  std::set<std::string> installed;
  for (const std::string& line : lines_of(packages->text)) {
    if (!line.empty() && line[0] != '#') installed.insert(line);
  }
  std::set<std::string> described;
  for (const std::string& line : lines_of(dependencies->text)) {
    if (const std::string name = cell_in_backticks(line); !name.empty()) described.insert(name);
  }
  Complaints complaints;
  for (const std::string& name : installed) {
    if (!described.contains(name))
      complaints.push_back({std::string(kDependencies), 0, "has no row for " + name});
  }
  for (const std::string& name : described) {
    if (!installed.contains(name)) complaints.push_back({std::string(kPackages), 0, "does not list " + name});
  }
  return complaints;
}

}  // namespace tinsmith::tidy
