// A folder on this machine. Links inside it are left out, so that no file outside the folder is ever read.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include "files/source_kinds.h"
#include "files/text.h"

namespace tinsmith::files {
namespace {

struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

class FolderSource final : public Source {
 public:
  FolderSource(std::filesystem::path root, std::vector<Entry> entries, std::vector<Skipped> skipped)
      : Source(root.string(), std::move(entries), std::move(skipped)), root_(std::move(root)) {}
  bool has_random_access() const override { return true; }

 protected:
  Result<Bytes> read_entry(std::size_t index, std::uint64_t offset, std::uint64_t count) const override {
    return read_file_part(root_ / entries()[index].path, offset, count);
  }

 private:
  std::filesystem::path root_;
};

using Walker = std::filesystem::recursive_directory_iterator;

// Adds the file at the walker's position to `entries`, or skips it.
Result<Done> take(Walker& walker, const std::filesystem::path& root, const SourceLimits& limits,
                  std::vector<Entry>& entries, std::vector<Skipped>& skipped) {
  std::string path = walker->path().lexically_relative(root).generic_string();
  std::error_code trouble;
  const auto status = walker->symlink_status(trouble);
  const bool is_folder = std::filesystem::is_directory(status);
  if (is_clutter(path)) {
    if (is_folder) walker.disable_recursion_pending();
    return Done{};
  }
  if (!is_utf8(path)) {
    skipped.push_back({shown(path), "its name is not UTF-8; rename it"});
    if (is_folder) walker.disable_recursion_pending();
    return Done{};
  }
  if (is_folder) return Done{};
  if (std::filesystem::is_symlink(status)) {
    skipped.push_back({std::move(path), "it is a link; links inside a data set are not followed"});
    return Done{};
  }
  if (!std::filesystem::is_regular_file(status)) return Done{};
  const std::uint64_t size_bytes = walker->file_size(trouble);
  if (trouble) {
    skipped.push_back({std::move(path), fmt::format("its size cannot be read: {}", trouble.message())});
    return Done{};
  }
  if (entries.size() >= limits.entries)
    return fail(Fault::InvalidInput, "{} contains more than {} files; give one of its folders", root.string(),
                limits.entries);
  entries.push_back({std::move(path), size_bytes});
  return Done{};
}

}  // namespace

Result<Bytes> read_file_part(const std::filesystem::path& path, std::uint64_t offset, std::uint64_t count) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)};
  if (file.number < 0)
    return fail(errno == ENOENT || errno == ENOTDIR ? Fault::NotFound : Fault::Unavailable,
                "cannot open {}: {}", path.string(), std::generic_category().message(errno));
  struct stat status {};
  if (::fstat(file.number, &status) != 0 || !S_ISREG(status.st_mode))
    return fail(Fault::Unavailable, "{} is no longer a file", path.string());
  const auto size_bytes = static_cast<std::uint64_t>(status.st_size);
  Bytes bytes(offset < size_bytes ? std::min(count, size_bytes - offset) : 0);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t got = ::pread(file.number, bytes.data() + filled, bytes.size() - filled,
                                static_cast<off_t>(offset + filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      return fail(Fault::Unavailable, "cannot read {}: {}", path.string(),
                  std::generic_category().message(errno));
    if (got == 0) break;  // the file became shorter while it was read
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

Result<std::shared_ptr<const Source>> open_folder(const std::filesystem::path& path,
                                                  const SourceLimits& limits) {
  std::error_code trouble;
  const std::filesystem::path root = std::filesystem::canonical(path, trouble);
  Walker walker(root, trouble);
  if (trouble)
    return fail(Fault::Unavailable, "cannot read the folder {}: {}", path.string(), trouble.message());
  std::vector<Entry> entries;
  std::vector<Skipped> skipped;
  while (walker != Walker()) {
    TRY_DONE(take(walker, root, limits, entries, skipped));
    const std::string at = walker->path().string();
    walker.increment(trouble);
    if (trouble) return fail(Fault::Unavailable, "cannot read the folder {}: {}", at, trouble.message());
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.path < b.path; });
  return std::shared_ptr<const Source>(
      std::make_shared<FolderSource>(root, std::move(entries), std::move(skipped)));
}

}  // namespace tinsmith::files
