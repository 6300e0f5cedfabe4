#include "serve/body.h"

#include <fstream>

#include "base/json.h"
#include "serve/secrets.h"

namespace tinsmith::serve {
namespace {

Error too_large(std::uint64_t limit_bytes) {
  return fail(Fault::InvalidInput, "the body is larger than the {} bytes that are allowed here", limit_bytes);
}

Error disk_full() {
  return fail(Fault::Unavailable, "the upload could not be written: the disk is full; free some space");
}

Result<nlohmann::json> parsed(const std::string& text) {
  nlohmann::json json = parse_json(text, kMaxJsonDepth);
  if (json.is_discarded())
    return fail(Fault::InvalidInput, "the body is not JSON, or it is nested deeper than {} levels",
                kMaxJsonDepth);
  return json;
}

// A body is optional here and is discarded.
class NoBody final : public BodyReader {
 public:
  bool take(std::string_view) override { return false; }
  Result<Done> finish(Call&, const std::optional<Error>&) override { return Done{}; }
};

class JsonBody final : public BodyReader {
 public:
  JsonBody(const Route& route, std::uint64_t limit_bytes) : route_(route), limit_bytes_(limit_bytes) {}
  bool take(std::string_view piece) override {
    is_too_large_ = text_.size() + piece.size() > limit_bytes_;
    if (!is_too_large_) text_ += piece;
    return !is_too_large_;
  }
  Result<Done> finish(Call& call, const std::optional<Error>& trouble) override {
    if (is_too_large_) return too_large(limit_bytes_);
    if (trouble) return *trouble;
    TRY(call.body, parsed(text_));
    const Type* type = find_type(route_.takes);
    CHECK(type != nullptr, "{} takes a '{}', which is no type", route_.path, route_.takes);
    return check_body(call.body, *type);
  }

 private:
  const Route& route_;
  const std::uint64_t limit_bytes_;
  std::string text_;
  bool is_too_large_ = false;
};

class FileBody final : public BodyReader {
 public:
  FileBody(std::filesystem::path path, std::uint64_t limit_bytes)
      : upload_(std::move(path)), file_(upload_.path(), std::ios::binary), limit_bytes_(limit_bytes) {}
  bool take(std::string_view piece) override {
    bytes_ += piece.size();
    return bytes_ <= limit_bytes_ && file_.write(piece.data(), static_cast<std::streamsize>(piece.size()));
  }
  Result<Done> finish(Call& call, const std::optional<Error>& trouble) override {
    if (bytes_ > limit_bytes_) return too_large(limit_bytes_);
    if (!file_) return disk_full();
    if (trouble) return *trouble;
    if (!file_.flush()) return disk_full();
    call.upload.emplace(std::move(upload_));
    return Done{};
  }

 private:
  Upload upload_;
  std::ofstream file_;
  std::uint64_t limit_bytes_, bytes_ = 0;
};

}  // namespace

std::unique_ptr<BodyReader> body_reader(const Call& call, const Route& route) {
  if (route.takes.empty()) return std::make_unique<NoBody>();
  const bool is_of_phone = route.path.starts_with("/phone");
  if (route.takes != kBytes)
    return std::make_unique<JsonBody>(route, is_of_phone ? kMaxPhoneJson_bytes : kMaxJson_bytes);
  const bool is_picture = route.path.ends_with("/pictures") || route.path.ends_with("/predict");
  return std::make_unique<FileBody>(call.store().uploads() / random_token(),
                                    is_of_phone  ? kMaxPhonePicture_bytes
                                    : is_picture ? kMaxPicture_bytes
                                                 : kMaxArchive_bytes);
}

}  // namespace tinsmith::serve
