#include "http/encoding.h"

#include <zlib.h>

#include <array>

namespace tinsmith::http {
namespace {

constexpr std::size_t kMinCompressed_bytes = 512;
constexpr int kGzipWindow = 15 + 16;  // zlib: a window of 32 kB, with the header of gzip
constexpr int kAnyWindow = 15 + 32;   // zlib: gzip or deflate, by its header
constexpr int kMemoryLevel = 8;
constexpr std::size_t kUnpacked_bytes = 1 << 16;

bool is_compressible(std::string_view type) {
  for (const std::string_view prefix :
       {"text/", "application/json", "application/javascript", "application/xml", "image/svg+xml"})
    if (type.starts_with(prefix)) return true;
  return false;
}

// Returns whether the header Accept-Encoding has gzip with another weight than 0.
bool accepts_gzip(std::string_view header) {
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(','), header.size());
    std::string_view one = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    while (one.starts_with(' ')) one.remove_prefix(1);
    const std::size_t name_end = std::min(one.find_first_of("; "), one.size());
    if (!is_same_token(one.substr(0, name_end), "gzip")) continue;
    const std::size_t weight = one.find("q=");
    return weight == one.npos || one.find_first_of("123456789", weight) != one.npos;
  }
  return false;
}

Bytef* as_zlib(const char* bytes) {
  // zlib does not change its input, but its interface is older than const.
  return const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes));
}

class Unpacking final : public Intake {
 public:
  explicit Unpacking(std::unique_ptr<Intake> next) : next_(std::move(next)) {
    is_damaged_ = inflateInit2(&stream_, kAnyWindow) != Z_OK;
  }
  ~Unpacking() override { inflateEnd(&stream_); }

  bool take(std::string_view piece) override {
    if (is_damaged_ || !is_wanted_) return false;
    stream_.next_in = as_zlib(piece.data());
    stream_.avail_in = static_cast<uInt>(piece.size());
    std::array<char, kUnpacked_bytes> unpacked;
    while (is_wanted_ && !has_ended_) {
      stream_.next_out = as_zlib(unpacked.data());
      stream_.avail_out = unpacked.size();
      const int status = inflate(&stream_, Z_NO_FLUSH);
      const std::size_t count = unpacked.size() - stream_.avail_out;
      if (count > 0) is_wanted_ = next_->take({unpacked.data(), count});
      has_ended_ = status == Z_STREAM_END;
      if (status == Z_BUF_ERROR || (status == Z_OK && stream_.avail_in == 0 && stream_.avail_out > 0)) break;
      if (status != Z_OK && !has_ended_) return is_damaged_ = true, false;
    }
    return is_wanted_ && !has_ended_;
  }

  Response finish(const std::optional<Error>& trouble) override {
    if (!trouble && is_wanted_ && (is_damaged_ || !has_ended_))
      return next_->finish(fail(Fault::InvalidInput, "the body is not what its Content-Encoding says"));
    return next_->finish(trouble);
  }

 private:
  std::unique_ptr<Intake> next_;
  z_stream stream_{};
  bool is_damaged_ = false, is_wanted_ = true, has_ended_ = false;
};

}  // namespace

void compress_body(const Request& request, Response& response) {
  if (response.body.size() < kMinCompressed_bytes || !is_compressible(response.type)) return;
  response.set_header("Vary", "Accept-Encoding");
  if (!accepts_gzip(request.header("Accept-Encoding"))) return;
  z_stream stream{};
  if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel,
                   Z_DEFAULT_STRATEGY) != Z_OK)
    return;
  std::string packed(deflateBound(&stream, response.body.size()), '\0');
  stream.next_in = as_zlib(response.body.data());
  stream.avail_in = static_cast<uInt>(response.body.size());
  stream.next_out = as_zlib(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  const bool is_whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  if (!is_whole) return;
  response.body = std::move(packed);
  response.set_header("Content-Encoding", "gzip");
}

std::unique_ptr<Intake> unpacking(std::string_view encoding, std::unique_ptr<Intake> next) {
  if (!is_same_token(encoding, "gzip") && !is_same_token(encoding, "deflate")) return nullptr;
  return std::make_unique<Unpacking>(std::move(next));
}

}  // namespace tinsmith::http
