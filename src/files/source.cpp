#include "files/source.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "base/files.h"
#include "files/source_kinds.h"
#include "files/text.h"

namespace tinsmith::files {
namespace {

constexpr std::string_view kClutter[] = {"__MACOSX", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN"};

struct Signature {
  std::size_t offset;
  std::string_view bytes;
  std::string_view kind;
};
constexpr Signature kSignatures[] = {
    {0, "PK\x03\x04", "zip"},        {0, "PK\x05\x06", "zip"},   {257, "ustar", "tar"},
    {0, "\x1f\x8b", "gzip"},         {0, "BZh", "bzip2"},        {0, "\xfd\x37zXZ", "xz"},
    {0, "\x28\xb5\x2f\xfd", "zstd"}, {0, "7z\xbc\xaf", "7-Zip"}, {0, "Rar!", "RAR"},
};

std::string_view kind_of(std::string_view start) {
  for (const Signature& signature : kSignatures) {
    if (start.size() > signature.offset && start.substr(signature.offset).starts_with(signature.bytes))
      return signature.kind;
  }
  return "";
}

}  // namespace

Source::Source(std::string name, std::vector<Entry> entries, std::vector<Skipped> skipped)
    : name_(std::move(name)), entries_(std::move(entries)), skipped_(std::move(skipped)) {
  CHECK(std::is_sorted(entries_.begin(), entries_.end(),
                       [](const Entry& a, const Entry& b) { return a.path < b.path; }),
        "the entries of {} are not sorted", name_);
}

std::optional<std::size_t> Source::find(std::string_view path) const {
  const auto at =
      std::lower_bound(entries_.begin(), entries_.end(), path,
                       [](const Entry& entry, std::string_view wanted) { return entry.path < wanted; });
  if (at == entries_.end() || at->path != path) return std::nullopt;
  return static_cast<std::size_t>(at - entries_.begin());
}

Result<Bytes> Source::read(std::string_view path) const {
  const auto index = find(path);
  if (!index) return fail(Fault::NotFound, "{} contains no file {}", name_, path);
  return read_entry(*index, 0, entries_[*index].size_bytes).during(fmt::format("reading {}", path));
}

Result<Bytes> Source::read_part(std::string_view path, std::uint64_t offset, std::uint64_t count) const {
  const auto index = find(path);
  if (!index) return fail(Fault::NotFound, "{} contains no file {}", name_, path);
  const std::uint64_t size_bytes = entries_[*index].size_bytes;
  if (offset >= size_bytes) return Bytes{};
  return read_entry(*index, offset, std::min(count, size_bytes - offset))
      .during(fmt::format("reading {}", path));
}

bool is_clutter(std::string_view path) {
  for (const std::string_view part : parts_of(path)) {
    if (part.starts_with('.')) return true;
    if (std::find(std::begin(kClutter), std::end(kClutter), part) != std::end(kClutter)) return true;
  }
  return false;
}

Result<std::string> checked_path(std::string_view written, const SourceLimits& limits) {
  if (written.size() > limits.path_bytes)
    return fail(Fault::InvalidInput, "the name of an entry has {} bytes; at most {} are allowed: {}…",
                written.size(), limits.path_bytes, shown(written.substr(0, 60)));
  if (!is_utf8(written))
    return fail(Fault::InvalidInput, "the entry {} has a name that is not UTF-8", shown(written));
  if (std::any_of(written.begin(), written.end(), [](char c) { return (c >= 0 && c < ' ') || c == 0x7f; }))
    return fail(Fault::InvalidInput, "the entry {} has control characters in its name", shown(written));
  std::string slashed(written);
  std::replace(slashed.begin(), slashed.end(), '\\', '/');
  if (slashed.starts_with('/') || (slashed.size() > 1 && slashed[1] == ':'))
    return fail(Fault::InvalidInput, "the entry {} has an absolute path; entries must lie inside the archive",
                written);
  std::string path;
  for (const std::string_view part : parts_of(slashed)) {
    if (part == "..")
      return fail(Fault::InvalidInput, "the path of the entry {} leaves the archive with \"..\"", written);
    if (part == ".") continue;
    if (!path.empty()) path += '/';
    path += part;
  }
  return slashed.ends_with('/') ? std::string() : path;
}

Result<bool> EntryList::add(std::string_view written_path, std::uint64_t size_bytes,
                            std::uint64_t stored_bytes) {
  if (++seen_ > limits_.entries)
    return fail(Fault::InvalidInput, "it has more than {} entries; split it into several archives",
                limits_.entries);
  TRY(std::string path, checked_path(written_path, limits_));
  if (path.empty() || is_clutter(path)) return false;
  if (size_bytes > limits_.entry_bytes)
    return fail(Fault::InvalidInput, "the entry {} has {} bytes; at most {} are allowed", path, size_bytes,
                limits_.entry_bytes);
  if (size_bytes > limits_.ratio_free_bytes && size_bytes / limits_.compression_ratio > stored_bytes)
    return fail(Fault::InvalidInput,
                "the entry {} expands from {} to {} bytes; more than {} times its size is refused", path,
                stored_bytes, size_bytes, limits_.compression_ratio);
  total_bytes_ += size_bytes;
  total_stored_bytes_ += stored_bytes;
  if (total_bytes_ > limits_.total_bytes)
    return fail(Fault::InvalidInput, "its entries have more than {} bytes in total", limits_.total_bytes);
  entries_.push_back({std::move(path), size_bytes});
  return true;
}

Result<Done> EntryList::refuse_duplicates() const {
  std::unordered_set<std::string_view> seen;
  for (const Entry& entry : entries_) {
    if (!seen.insert(entry.path).second)
      return fail(Fault::InvalidInput, "two entries have the same name {}", entry.path);
  }
  return Done{};
}

Result<std::shared_ptr<const Source>> open_source(const std::filesystem::path& path,
                                                  const SourceLimits& limits) {
  std::error_code trouble;
  const auto status = std::filesystem::status(path, trouble);
  if (!std::filesystem::exists(status)) return fail(Fault::NotFound, "{} does not exist", path.string());
  if (std::filesystem::is_directory(status)) return open_folder(path, limits);
  if (!std::filesystem::is_regular_file(status))
    return fail(Fault::Unsupported, "{} is neither a folder nor a file", path.string());

  TRY(const Bytes start, read_file_part(path, 0, 512));
  const std::string_view kind = kind_of(as_text(start));
  if (kind == "zip") return open_zip(path, limits).during(fmt::format("opening {}", path.string()));
  if (kind == "tar") return open_tar(path, limits).during(fmt::format("opening {}", path.string()));
  if (!kind.empty())
    return fail(Fault::Unsupported,
                "{} is compressed with {}; unpack it and give the folder, or create a zip of it",
                path.string(), kind);
  return fail(Fault::Unsupported, "{} is neither a folder nor a zip or tar archive", path.string());
}

}  // namespace tinsmith::files
