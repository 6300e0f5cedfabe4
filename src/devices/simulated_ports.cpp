#include "devices/simulated_ports.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/files.h"
#include "devices/pseudo_terminal.h"

namespace tinsmith::devices {
namespace {

constexpr std::uint64_t kMaxPath_bytes = 4096;

std::filesystem::path announcements() {
  const char* runtime = std::getenv("XDG_RUNTIME_DIR");
  if (runtime != nullptr && *runtime != 0) return std::filesystem::path(runtime) / "tinsmith-boards";
  return std::filesystem::temp_directory_path() / fmt::format("tinsmith-boards-{}", ::getuid());
}

std::string announced_name(std::string port) {
  std::replace(port.begin(), port.end(), '/', '-');
  return port;
}

// In a folder that everybody may write to, another user could have made it first.
bool is_ours(const std::filesystem::path& folder) {
  struct stat status {};
  return ::lstat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == ::getuid();
}

Descriptor opened_file(const std::filesystem::path& file, int flags) {
  constexpr mode_t kOwnerOnly = 0600;
  return {::open(file.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, kOwnerOnly), file.string()};
}

}  // namespace

Result<AnnouncedPort> AnnouncedPort::announce(const std::string& path) {
  const auto folder = announcements();
  TRY_DONE(make_folder(folder));
  if (!is_ours(folder))
    return fail(Fault::Unavailable, "{} belongs to another user; set XDG_RUNTIME_DIR to a folder of your own",
                folder.string());
  auto file = folder / announced_name(path);
  Descriptor lock = opened_file(file, O_RDWR | O_CREAT);
  if (lock.number() < 0)
    return fail(Fault::Unavailable, "cannot write {}: {}", file.string(), std::strerror(errno));
  TRY_DONE(reserve(lock));
  if (::ftruncate(lock.number(), 0) != 0)
    return fail(Fault::Unavailable, "cannot write {}: {}", file.string(), std::strerror(errno));
  TRY_DONE(lock.write(as_bytes(path), kWriteTimeout_ms));
  return AnnouncedPort(std::move(file), std::move(lock));
}

AnnouncedPort::~AnnouncedPort() {
  if (lock_.number() < 0) return;  // moved from
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

std::filesystem::path lines_socket_of(const std::string& port) {
  return announcements() / (announced_name(port) + ".lines");
}

std::vector<std::string> running_simulated_ports() {
  std::vector<std::string> running;
  if (!is_ours(announcements())) return running;
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(announcements(), ignored)) {
    const Descriptor file = opened_file(entry.path(), O_RDONLY);
    if (file.number() < 0) continue;
    if (::flock(file.number(), LOCK_SH | LOCK_NB) == 0) {  // nobody holds it: its process has ended
      std::filesystem::remove(entry.path(), ignored);
      continue;
    }
    const auto path = read_text_file(entry.path(), kMaxPath_bytes);
    if (path && is_pseudo_terminal(*path)) running.push_back(*path);
  }
  std::sort(running.begin(), running.end());
  return running;
}

}  // namespace tinsmith::devices
