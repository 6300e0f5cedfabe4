// serve/body.h — reads request bodies within limits.
#pragma once

#include <httplib.h>

#include <filesystem>

#include "serve/call.h"
#include "serve/routes.h"

namespace tinsmith::serve {

inline constexpr std::uint64_t kMaxJson_bytes = 8u << 20;
inline constexpr std::uint64_t kMaxPicture_bytes = 64u << 20;
inline constexpr std::uint64_t kMaxArchive_bytes = std::uint64_t{8} << 30;
inline constexpr int kMaxJsonDepth = 32;
// Minimum average upload rate, which applies after an initial grace time. A slower
// body would block a connection.
inline constexpr std::uint64_t kSlowestUpload_bytes_per_s = 4096;
inline constexpr int kUploadGrace_s = 20;

// Fills in `call.body` or `call.upload`. A refused body is still read to its end, because the connection
// could not be reused otherwise, but it is not stored.
//   InvalidInput  not JSON, not of the route's type, too large, or too slow
//   Unavailable   disk full
Result<Done> read_body(Call& call, const Route& route, const httplib::ContentReader& reader);

}  // namespace tinsmith::serve
