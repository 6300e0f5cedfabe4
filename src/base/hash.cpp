#include "base/hash.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace tinsmith {

std::string Hash128::text() const {
  return fmt::format("{:016x}{:016x}", high, low);
}

Hash128 hash_of(ByteView bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

}  // namespace tinsmith
