// files/source.h — a folder, a zip or a tar supplied by the user, as one read-only tree of files.
//
// An archive is never unpacked. Its entries are read one by one, and each is checked against the limits
// before memory is allocated for it. Archives inside an archive are not opened, and links are never followed.
// Hidden files (".git", ".DS_Store"), "__MACOSX" and the files that Windows adds to folders are not listed.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::files {

struct Entry {
  std::string path;  // '/' between folders, UTF-8, no "." or "..", not absolute
  std::uint64_t size_bytes = 0;
};

// An entry that was left out, and the reason.
struct Skipped {
  std::string path;
  std::string message;
};

// Limits on a source. For a folder only `entries` is checked, because it is the user's own; an archive may
// come from an untrusted party.
struct SourceLimits {
  std::size_t entries = 1'000'000;
  std::uint64_t entry_bytes = std::uint64_t{2} << 30;
  std::uint64_t total_bytes = std::uint64_t{256} << 30;
  std::uint64_t compression_ratio = 250;     // max uncompressed ÷ stored size of an entry …
  std::uint64_t ratio_free_bytes = 1 << 20;  // … larger than this; small files may compress well
  std::size_t path_bytes = 1024;
};

// A read-only set of files. All member functions may be called from several threads at once.
class Source {
 public:
  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  const std::string& name() const { return name_; }                 // as the user specified it
  const std::vector<Entry>& entries() const { return entries_; }    // sorted by path, byte by byte
  const std::vector<Skipped>& skipped() const { return skipped_; }  // links, unreadable names
  std::optional<std::size_t> find(std::string_view path) const;     // position in entries()

  // Returns the contents of the whole entry.
  //   NotFound     the source has no such entry
  //   Corrupt      the archive is damaged
  //   Unavailable  missing permission, or a disk error
  Result<Bytes> read(std::string_view path) const;

  // Returns at most `count` bytes starting at `offset`, fewer when the entry ends earlier. Errors
  // as for `read`.
  Result<Bytes> read_part(std::string_view path, std::uint64_t offset, std::uint64_t count) const;

  // True when the cost of read_part depends only on the bytes returned. In a compressed entry all bytes
  // before `offset` must be decompressed too.
  virtual bool has_random_access() const = 0;

 protected:
  // Precondition: `entries` is sorted by path, byte by byte.
  Source(std::string name, std::vector<Entry> entries, std::vector<Skipped> skipped);
  virtual Result<Bytes> read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const = 0;

 private:
  std::string name_;
  std::vector<Entry> entries_;
  std::vector<Skipped> skipped_;
};

// Opens a folder, a zip or a tar.
//   NotFound      the path does not exist
//   Unsupported   a compressed tar, an encrypted zip, or none of the three kinds
//   InvalidInput  the archive exceeds the limits, or has links, paths that leave it, or duplicate names
//   Corrupt       the archive is damaged
//   Unavailable   missing permission, or a disk error
Result<std::shared_ptr<const Source>> open_source(const std::filesystem::path& path,
                                                  const SourceLimits& limits = {});

}  // namespace tinsmith::files
