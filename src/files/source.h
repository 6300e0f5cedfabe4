// files/source.h — the files a person hands over: a folder, a zip or a tar, as one read-only tree.
//
// An archive is never unpacked: its entries are read one by one, each bounded before a byte of it is
// allocated. Archives inside an archive stay closed; links are never followed. Hidden files (".git",
// ".DS_Store"), "__MACOSX" and what Windows leaves in folders are not shown.
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

// An entry that was left out, and why.
struct Skipped {
  std::string path;
  std::string says;
};

// What a source may be. A folder is the person's own; an archive may be anybody's.
struct SourceLimits {
  std::size_t entries = 1'000'000;
  std::uint64_t entry_bytes = std::uint64_t{2} << 30;
  std::uint64_t total_bytes = std::uint64_t{256} << 30;
  std::uint64_t compression_ratio = 250;     // of one entry, and of the archive as a whole …
  std::uint64_t ratio_free_bytes = 1 << 20;  // … above this size; small files of zeros are honest
  std::size_t path_bytes = 1024;
};

// Files and their bytes. All calls may come from several threads at once.
class Source {
 public:
  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  const std::string& name() const { return name_; }                 // as the person named it
  const std::vector<Entry>& entries() const { return entries_; }    // sorted by path, byte by byte
  const std::vector<Skipped>& skipped() const { return skipped_; }  // links, unreadable names
  std::optional<std::size_t> find(std::string_view path) const;     // position in entries()

  // The whole entry. NotFound (no such entry), Corrupt (damaged archive), Unavailable (permission, the disk).
  Result<Bytes> read(std::string_view path) const;

  // At most `count` bytes from `offset` on; fewer when the entry ends before. Errors as `read`.
  Result<Bytes> read_part(std::string_view path, std::uint64_t offset, std::uint64_t count) const;

  // True when read_part costs only the bytes it gives; in a compressed entry it costs all bytes before them
  // too.
  virtual bool has_random_access() const = 0;

 protected:
  // `entries` need not be sorted.
  Source(std::string name, std::vector<Entry> entries, std::vector<Skipped> skipped);
  virtual Result<Bytes> read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const = 0;

 private:
  std::string name_;
  std::vector<Entry> entries_;
  std::vector<Skipped> skipped_;
};

// Opens a folder, a zip or a tar. NotFound; Unsupported (a compressed tar, an encrypted zip, neither of the
// three); InvalidInput (an archive beyond the limits, with links, with names that leave it, with two entries
// of one name); Corrupt (a damaged archive); Unavailable.
Result<std::shared_ptr<const Source>> open_source(const std::filesystem::path& path,
                                                  const SourceLimits& limits = {});

}  // namespace tinsmith::files
