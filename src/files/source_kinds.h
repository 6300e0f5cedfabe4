// files/source_kinds.h — the kinds of Source, and the checks that both kinds of archive share.
//
// Only open_source and its implementation use this header.
#pragma once

#include "files/source.h"

namespace tinsmith::files {

Result<std::shared_ptr<const Source>> open_folder(const std::filesystem::path& path,
                                                  const SourceLimits& limits);
Result<std::shared_ptr<const Source>> open_zip(const std::filesystem::path& path, const SourceLimits& limits);
Result<std::shared_ptr<const Source>> open_tar(const std::filesystem::path& path, const SourceLimits& limits);

// Returns at most `count` bytes of a file starting at `offset`, fewer when the file ends
// earlier. NotFound, Unavailable.
Result<Bytes> read_file_part(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t count);

// True for files that do not belong to a data set: any part of the path is hidden, or is
// "__MACOSX", "Thumbs.db", …
bool is_clutter(std::string_view path);

// Normalises the path of an archive entry: '\' becomes '/', and "./" and repeated '/' are removed. Returns an
// empty path for the entry of a folder. InvalidInput when the path is absolute, contains "..", a drive letter
// or control characters, is not UTF-8, or is too long.
Result<std::string> checked_path(std::string_view written, const SourceLimits& limits);

// Collects the entries of an archive and rejects those that exceed the limits.
class EntryList {
 public:
  explicit EntryList(const SourceLimits& limits) : limits_(limits) {}

  // Adds an entry. Returns true when it belongs to the source, and false for folders and clutter.
  // `stored_bytes`: its size inside the archive.
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
