// files/source_kinds.h — the kinds of Source, and what the two kinds of archive check alike. For
// open_source only.
#pragma once

#include "files/source.h"

namespace tinsmith::files {

Result<std::shared_ptr<const Source>> open_folder(const std::filesystem::path& path,
                                                  const SourceLimits& limits);
Result<std::shared_ptr<const Source>> open_zip(const std::filesystem::path& path, const SourceLimits& limits);
Result<std::shared_ptr<const Source>> open_tar(const std::filesystem::path& path, const SourceLimits& limits);

// At most `count` bytes of a file from `offset` on; fewer when it ends before. NotFound, Unavailable.
Result<Bytes> read_file_part(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t count);

// True for files that no data set means to hold: any part of the path hidden, "__MACOSX", "Thumbs.db", …
bool is_clutter(std::string_view path);

// The path an archive's entry is shown by: '\' becomes '/', "./" and doubled '/' go. InvalidInput when it is
// absolute, holds "..", a drive letter or control characters, is not UTF-8, or is too long. Empty for a
// folder's own entry.
Result<std::string> checked_path(std::string_view written, const SourceLimits& limits);

// Gathers an archive's entries and refuses what goes beyond the limits.
class EntryList {
 public:
  explicit EntryList(const SourceLimits& limits) : limits_(limits) {}

  // True when the entry belongs to the source; false for folders and clutter. `stored_bytes`: its part of the
  // archive.
  Result<bool> add(std::string_view written_path, std::uint64_t size_bytes, std::uint64_t stored_bytes);
  std::vector<Entry>& entries() { return entries_; }
  Result<Done> refuse_duplicates() const;

 private:
  SourceLimits limits_;
  std::vector<Entry> entries_;
  std::size_t seen_ = 0;
  std::uint64_t total_bytes_ = 0;
  std::uint64_t total_stored_bytes_ = 0;
};

}  // namespace tinsmith::files
