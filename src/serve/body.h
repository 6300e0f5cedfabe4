// serve/body.h — reads request bodies within limits.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "serve/call.h"
#include "serve/routes.h"

namespace tinsmith::serve {

inline constexpr std::uint64_t kMaxJson_bytes = 8u << 20;
inline constexpr std::uint64_t kMaxPicture_bytes = 64u << 20;
inline constexpr std::uint64_t kMaxPhoneJson_bytes = 16u << 10;  // also of those that are not paired
inline constexpr std::uint64_t kMaxPhonePicture_bytes = 16u << 20;
inline constexpr std::uint64_t kMaxArchive_bytes = std::uint64_t{8} << 30;
inline constexpr int kMaxJsonDepth = 32;

// Takes the body of a request piece by piece, within the limits of its route.
class BodyReader {
 public:
  virtual ~BodyReader() = default;
  // Returns false when no more of the body is wanted.
  virtual bool take(std::string_view piece) = 0;
  // Fills in `call.body` or `call.upload`. `trouble`: why the body did not arrive as a whole.
  //   InvalidInput  not JSON, not of the route's type, too large, or too slow
  //   Unavailable   disk full
  virtual Result<Done> finish(Call& call, const std::optional<Error>& trouble) = 0;
};

// `route` must outlive the reader.
std::unique_ptr<BodyReader> body_reader(const Call& call, const Route& route);

}  // namespace tinsmith::serve
