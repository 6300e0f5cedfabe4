// serve/body.h — reads what a request brings, within bounds.
#pragma once

#include <httplib.h>

#include <filesystem>

#include "serve/call.h"
#include "serve/routes.h"

namespace tinsmith::serve {

inline constexpr std::uint64_t kLargestJson_bytes = 8u << 20;
inline constexpr std::uint64_t kLargestPicture_bytes = 64u << 20;
inline constexpr std::uint64_t kLargestArchive_bytes = std::uint64_t{8} << 30;
inline constexpr int kDeepestJson = 32;
// A body comes at this rate on the whole, after a while's grace; one that trickles holds up a connection.
inline constexpr std::uint64_t kSlowestUpload_bytes_per_s = 4096;
inline constexpr int kUploadGrace_s = 20;

// Fills in `call.body` or `call.upload`. A body that is refused is read to its end all the same (or the
// connection could not be used again), but not kept.
//   InvalidInput  no JSON, not of the route's type, too large, too slow
//   Unavailable   disk full
Result<Done> read_body(Call& call, const Route& route, const httplib::ContentReader& reader);

}  // namespace tinsmith::serve
