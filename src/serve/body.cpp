#include "serve/body.h"

#include <chrono>
#include <cstdio>
#include <fstream>

#include "base/json.h"
#include "serve/secrets.h"

namespace tinsmith::serve {
namespace {

using Clock = std::chrono::steady_clock;

// Forwards the body in pieces, until it is complete or exceeds the limits of size or slowness.
class Intake {
 public:
  explicit Intake(std::uint64_t limit_bytes) : limit_(limit_bytes) {}

  Result<Done> read(const httplib::ContentReader& reader,
                    const std::function<bool(const char*, std::size_t)>& keep) {
    bool is_kept = true;
    const bool is_whole = reader([&](const char* data, std::size_t size) {
      bytes_ += size;
      const auto seconds = std::chrono::duration<double>(Clock::now() - begun_).count();
      is_too_slow_ = seconds > kUploadGrace_s + static_cast<double>(bytes_) / kSlowestUpload_bytes_per_s;
      if (is_too_slow_) return false;
      if (is_kept && bytes_ <= limit_) is_kept = keep(data, size);
      return true;
    });
    if (is_too_slow_)
      return fail(Fault::InvalidInput, "the body arrived too slowly: {} bytes in {:.0f} s", bytes_,
                  std::chrono::duration<double>(Clock::now() - begun_).count());
    if (!is_kept)
      return fail(Fault::Unavailable, "the upload could not be written: the disk is full; free some space");
    if (bytes_ > limit_)
      return fail(Fault::InvalidInput, "the body has {} bytes; at most {} are allowed here", bytes_, limit_);
    if (!is_whole) return fail(Fault::InvalidInput, "the body ended early, after {} bytes", bytes_);
    return Done{};
  }

 private:
  std::uint64_t limit_, bytes_ = 0;
  bool is_too_slow_ = false;
  Clock::time_point begun_ = Clock::now();
};

Result<nlohmann::json> parsed(const std::string& text) {
  nlohmann::json json = parse_json(text, kMaxJsonDepth);
  if (json.is_discarded())
    return fail(Fault::InvalidInput, "the body is not JSON, or it is nested deeper than {} levels",
                kMaxJsonDepth);
  return json;
}

Result<Done> read_json(Call& call, const Route& route, const httplib::ContentReader& reader) {
  if (route.takes.empty()) {  // a body is optional here and is discarded
    reader([](const char*, std::size_t) { return true; });
    return Done{};
  }
  std::string text;
  TRY_DONE(Intake(kMaxJson_bytes).read(reader, [&](const char* data, std::size_t size) {
    text.append(data, size);
    return true;
  }));
  TRY(call.body, parsed(text));
  const Type* type = find_type(route.takes);
  CHECK(type != nullptr, "{} takes a '{}', which is no type", route.path, route.takes);
  return check_body(call.body, *type);
}

Result<Done> read_upload(Call& call, const Route& route, const httplib::ContentReader& reader) {
  const bool is_picture = route.path.ends_with("/pictures") || route.path.ends_with("/predict");
  Upload upload(call.store().uploads() / random_token());
  std::ofstream file(upload.path(), std::ios::binary);
  TRY_DONE(Intake(is_picture ? kMaxPicture_bytes : kMaxArchive_bytes)
               .read(reader, [&](const char* data, std::size_t size) {
                 return static_cast<bool>(file.write(data, static_cast<std::streamsize>(size)));
               }));
  if (!file.flush())
    return fail(Fault::Unavailable, "the upload could not be written: the disk is full; free some space");
  call.upload.emplace(std::move(upload));
  return Done{};
}

}  // namespace

Result<Done> read_body(Call& call, const Route& route, const httplib::ContentReader& reader) {
  return route.takes == kBytes ? read_upload(call, route, reader) : read_json(call, route, reader);
}

}  // namespace tinsmith::serve
