// tidy/tree.h — the repository's files as the checks read them, and their complaints.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tinsmith::tidy {

struct File {
  std::string path;  // relative to the root, with forward slashes
  std::string text;
  bool executable = false;
};

struct Tree {
  std::filesystem::path root;
  std::vector<File> files;          // in the order of their paths; text files only
  std::vector<std::string> others;  // paths of files that are not text

  const File* find(std::string_view path) const;
};

// Reads every file under `root` that can be committed: without .git, build and node_modules.
Result<Tree> read_tree(const std::filesystem::path& root);

struct Complaint {
  std::string path;
  int line = 0;  // from 1; 0 where it is the file as a whole
  std::string what;

  friend bool operator==(const Complaint&, const Complaint&) = default;
};

using Complaints = std::vector<Complaint>;

// Formats complaints as "path:line: what", one per line.
std::string print(const Complaints& complaints);

bool is_source(std::string_view path);  // .h or .cpp
std::vector<std::string> lines_of(std::string_view text);
std::string stem_of(std::string_view path);    // "src/graph/cost.h" → "src/graph/cost"
std::string folder_of(std::string_view path);  // "src/graph/cost.h" → "src/graph"; "" at the root

// Returns "graph" for "src/graph/tflite/read.cpp"; "" for a file in no room.
std::string room_of(std::string_view path);

}  // namespace tinsmith::tidy
