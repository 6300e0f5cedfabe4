#include "tidy/tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.h"

namespace tinsmith::tidy {
namespace {

bool is_left_out(const std::filesystem::path& name) {
  return name == ".git" || name == "build" || name == "node_modules" || name == "dist";
}

bool is_text(std::string_view text) {
  return text.find('\0') == std::string_view::npos;
}

}  // namespace

const File* Tree::find(std::string_view path) const {
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const File& file) { return file.path == path; });
  return found == files.end() ? nullptr : &*found;
}

Result<Tree> read_tree(const std::filesystem::path& root) {
  Tree tree{.root = root};
  std::error_code error;
  std::filesystem::recursive_directory_iterator entry(root, error);
  for (; !error && entry != std::filesystem::recursive_directory_iterator(); entry.increment(error)) {
    if (is_left_out(entry->path().filename())) {
      entry.disable_recursion_pending();
      continue;
    }
    if (!entry->is_regular_file(error)) continue;
    const std::string path = std::filesystem::relative(entry->path(), root).generic_string();
    TRY(std::string text, read_text_file(entry->path()));
    if (is_text(text)) {
      const std::filesystem::perms rights = entry->status().permissions();
      const bool executable = (rights & std::filesystem::perms::owner_exec) != std::filesystem::perms::none;
      tree.files.push_back({path, std::move(text), executable});
    } else {
      tree.others.push_back(path);
    }
  }
  if (error) {
    return fail(Fault::Unavailable, "{}: cannot be read: {}", root.string(), error.message());
  }
  std::sort(tree.files.begin(), tree.files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  return tree;
}

std::string print(const Complaints& complaints) {
  std::string text;
  for (const Complaint& complaint : complaints) {
    text += complaint.line > 0 ? fmt::format("{}:{}: {}\n", complaint.path, complaint.line, complaint.what)
                               : fmt::format("{}: {}\n", complaint.path, complaint.what);
  }
  return text;
}

bool is_source(std::string_view path) {
  return path.ends_with(".h") || path.ends_with(".cpp");
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string stem_of(std::string_view path) {
  return std::string(path.substr(0, path.rfind('.')));
}

std::string folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

std::string room_of(std::string_view path) {
  if (!path.starts_with("src/")) return {};
  path.remove_prefix(4);
  const std::size_t slash = path.find('/');
  return slash == std::string_view::npos ? std::string() : std::string(path.substr(0, slash));
}

}  // namespace tinsmith::tidy
