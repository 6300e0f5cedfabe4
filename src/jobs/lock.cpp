#include "jobs/lock.h"

#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <utility>

#include "base/files.h"

namespace tinsmith::jobs {
namespace {

// A killed server may leave a child between fork and exec that has not closed its copy of the descriptor yet;
// it holds the lock for a moment longer.
constexpr auto kPatience = std::chrono::milliseconds(1500), kPause = std::chrono::milliseconds(20);

bool is_locked(int descriptor) {
  const auto until = std::chrono::steady_clock::now() + kPatience;
  while (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK || std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kPause);
  }
  return true;
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::filesystem::path& root) {
  const std::filesystem::path file = root / "server.lock";
  const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor < 0) return fail(Fault::Unavailable, "cannot open {}: {}", file.string(), strerror(errno));
  FolderLock lock(descriptor);
  if (!is_locked(descriptor)) {
    if (errno != EWOULDBLOCK)
      return fail(Fault::Unavailable, "cannot lock {}: {}", file.string(), strerror(errno));
    const auto holder = read_text_file(file);
    return fail(Fault::Conflict,
                "{} is in use by another Tinsmith server (process {}); stop that server, or give this one "
                "its own data folder",
                root.string(), holder && !holder->empty() ? *holder : "unknown");
  }
  // The number is used only in the message above, so a full disk is no reason to fail here.
  const std::string number = std::to_string(getpid());
  if (ftruncate(descriptor, 0) == 0) {
    [[maybe_unused]] const auto written = pwrite(descriptor, number.data(), number.size(), 0);
  }
  return lock;
}

FolderLock::FolderLock(FolderLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace tinsmith::jobs
