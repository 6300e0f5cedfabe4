// base/hash.h — a short name for bytes: same bytes, same hash, on any machine. Not for secrets.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace tinsmith {

// 128 bits of XXH3 (xxhash.com, "XXH3 128-bit"); two different files of a data set will not share one by
// chance.
struct Hash128 {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const Hash128&, const Hash128&) = default;
  std::string text() const;  // 32 hexadecimal digits
};

Hash128 hash_of(ByteView bytes);

}  // namespace tinsmith
