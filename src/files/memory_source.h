// files/memory_source.h — a source whose files are held in memory: drawn pictures, and files made by a test.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "files/source.h"

namespace tinsmith::files {

class MemorySource final : public Source {
 public:
  // `files` maps paths to contents. The paths follow the rules of Entry::path.
  MemorySource(std::string name, std::map<std::string, Bytes> files)
      : Source(std::move(name), entries_of(files), {}), files_(std::move(files)) {}
  bool has_random_access() const override { return true; }

 protected:
  Result<Bytes> read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const override {
    const ByteView part = ByteView(files_.at(entries()[index].path)).subspan(offset, count);
    return Bytes(part.begin(), part.end());
  }

 private:
  static std::vector<Entry> entries_of(const std::map<std::string, Bytes>& files) {
    std::vector<Entry> entries;
    for (const auto& [path, bytes] : files) entries.push_back({path, bytes.size()});
    return entries;
  }
  std::map<std::string, Bytes> files_;
};

}  // namespace tinsmith::files
