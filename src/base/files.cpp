#include "base/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/ascii.h"

namespace tinsmith {
namespace {

// Closes a file descriptor at the end of its scope.
struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

std::string reason(int error_number) {
  return std::generic_category().message(error_number);
}

Result<Done> write_all(int descriptor, ByteView bytes, const std::string& name) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return fail(Fault::Unavailable, "cannot write {}: {}", name, reason(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return Done{};
}

}  // namespace

Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes) {
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  if (file.number < 0)
    return fail(errno == ENOENT || errno == ENOTDIR ? Fault::NotFound : Fault::Unavailable,
                "cannot open {}: {}", path.string(), reason(errno));
  struct stat status {};
  if (::fstat(file.number, &status) != 0)
    return fail(Fault::Unavailable, "cannot read {}: {}", path.string(), reason(errno));
  if (!S_ISREG(status.st_mode)) return fail(Fault::InvalidInput, "{} is not a file", path.string());
  const auto size = static_cast<std::uint64_t>(status.st_size);
  if (size > limit_bytes)
    return fail(Fault::InvalidInput, "{} has {} bytes; at most {} are allowed", path.string(), size,
                limit_bytes);
  Bytes bytes(size);
  std::size_t filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(file.number, bytes.data() + filled, bytes.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(Fault::Unavailable, "cannot read {}: {}", path.string(), reason(errno));
    if (count == 0) break;  // the file was truncated while it was read
    filled += static_cast<std::size_t>(count);
  }
  bytes.resize(filled);
  return bytes;
}

Result<std::string> read_text_file(const std::filesystem::path& path, std::uint64_t limit_bytes) {
  TRY(const auto bytes, read_file(path, limit_bytes));
  return std::string(as_text(bytes));
}

Result<Done> write_file(const std::filesystem::path& path, ByteView bytes) {
  auto beside = path;
  beside += fmt::format(".{}.part", ::getpid());
  {
    const Descriptor file{::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644)};
    if (file.number < 0) return fail(Fault::Unavailable, "cannot write {}: {}", path.string(), reason(errno));
    auto written = write_all(file.number, bytes, path.string());
    if (written && ::fsync(file.number) != 0)
      written = fail(Fault::Unavailable, "cannot write {}: {}", path.string(), reason(errno));
    if (!written) {
      ::unlink(beside.c_str());
      return written;
    }
  }
  if (::rename(beside.c_str(), path.c_str()) != 0) {
    const int error_number = errno;
    ::unlink(beside.c_str());
    return fail(Fault::Unavailable, "cannot replace {}: {}", path.string(), reason(error_number));
  }
  return Done{};
}

Result<Done> write_new_file(const std::filesystem::path& path, ByteView bytes) {
  const auto conflict = [&] {
    return fail(Fault::Conflict, "{} exists; choose another name or remove it", path.string());
  };
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return conflict();
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const Descriptor file{::open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0644)};
  if (file.number < 0) {
    if (errno == EOPNOTSUPP || errno == EISDIR) return write_file(path, bytes);
    return fail(Fault::Unavailable, "cannot write {}: {}", path.string(), reason(errno));
  }
  TRY_DONE(write_all(file.number, bytes, path.string()));
  if (::fsync(file.number) != 0)
    return fail(Fault::Unavailable, "cannot write {}: {}", path.string(), reason(errno));
  const std::string unnamed = fmt::format("/proc/self/fd/{}", file.number);
  if (::linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0) return Done{};
  if (errno == EEXIST) return conflict();
  return write_file(path, bytes);  // no /proc
}

Result<Done> write_file(const std::filesystem::path& path, std::string_view text) {
  return write_file(path, as_bytes(text));
}

std::string ending_of(const std::filesystem::path& path) {
  return lowered(path.extension().string());
}

Result<Done> make_folder(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::exists(path, error) && !std::filesystem::is_directory(path, error))
    return fail(Fault::Conflict, "{} is a file, not a folder; choose another path", path.string());
  std::filesystem::create_directories(path, error);
  if (error)
    return fail(Fault::Unavailable, "cannot create the folder {}: {}", path.string(), error.message());
  return Done{};
}

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code error;
  auto pattern = (std::filesystem::temp_directory_path(error) / "tinsmith.XXXXXX").string();
  if (error || ::mkdtemp(pattern.data()) == nullptr)
    return fail(Fault::Unavailable, "cannot create a temporary folder: {}", reason(errno));
  return TemporaryFolder(pattern);
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace tinsmith
