// formats/allowance.h — a limit on the bytes that a reader may allocate. Not for other rooms.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace tinsmith::formats {

// The number of bytes that a reader may still allocate. In some formats, parts of a file can be referenced
// any number of times, so without a limit a small file could request any amount of memory.
class Allowance {
 public:
  explicit Allowance(std::uint64_t bytes) : left_(bytes) {}
  Result<Done> spend(std::uint64_t bytes) {
    if (bytes > left_)
      return fail(Fault::Corrupt,
                  "its parts need {} bytes more than the allocation limit for a file of this size", bytes);
    left_ -= bytes;
    return Done{};
  }
  // Raises the limit by the bytes that an additional file is worth.
  void grant(std::uint64_t bytes) { left_ += bytes; }

 private:
  std::uint64_t left_;
};

}  // namespace tinsmith::formats
