// base/hash.h — 128-bit hash of bytes: same bytes, same hash, on any machine. Not for secrets.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace tinsmith {

// 128-bit XXH3 (xxhash.com, "XXH3 128-bit"). Accidental collisions within a data
// set are practically impossible.
struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Hash128&, const Hash128&) = default;
  std::string text() const;  // 32 hexadecimal digits
};

Hash128 hash_of(ByteView bytes);

}  // namespace tinsmith
