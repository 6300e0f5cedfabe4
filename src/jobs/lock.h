// jobs/lock.h — one server on a data folder, no more.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace tinsmith::jobs {

// Held as long as this lives, and let go by the kernel when the process dies, however it does.
class FolderLock {
 public:
  // Conflict, with the number of the process that has it. Unavailable when the file cannot be made.
  static Result<FolderLock> take(const std::filesystem::path& root);
  FolderLock(FolderLock&& other) noexcept;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace tinsmith::jobs
