// formats/allowance.h — a limit on what a reader may copy out of a file. Not for other rooms.
#pragma once

#include <cstdint>

#include "base/result.h"

namespace tinsmith::formats {

// How many bytes a reader may still copy. In some formats parts can be referred to any number of times, so
// that a small file could otherwise ask for any amount of memory.
class Allowance {
 public:
  explicit Allowance(std::uint64_t bytes) : left_(bytes) {}
  Result<Done> spend(std::uint64_t bytes) {
    if (bytes > left_)
      return fail(Fault::Corrupt,
                  "its parts would unfold to so much more than the file that {} bytes are still missing",
                  bytes);
    left_ -= bytes;
    return Done{};
  }
  // Another file came, which has these bytes of its own.
  void grant(std::uint64_t bytes) { left_ += bytes; }

 private:
  std::uint64_t left_;
};

}  // namespace tinsmith::formats
