// jobs/lock.h — a lock file that allows only one server per data folder.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace tinsmith::jobs {

// The lock is held for the lifetime of this object. The kernel releases it when the
// process ends, even after a crash.
class FolderLock {
 public:
  //   Conflict     another process holds the lock; the message has its process number
  //   Unavailable  the lock file cannot be created
  static Result<FolderLock> take(const std::filesystem::path& root);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace tinsmith::jobs
