#include "store/file_store.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "base/files.h"

namespace tinsmith::store {
namespace {

constexpr std::size_t kHash_bytes = 32;

}  // namespace

std::string content_hash(ByteView bytes) {
  std::array<unsigned char, kHash_bytes> hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size(), nullptr, 0);
  std::string text(2 * kHash_bytes + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
  text.pop_back();
  return text;
}

bool is_content_hash(std::string_view text) {
  return text.size() == 2 * kHash_bytes && text.find_first_not_of("0123456789abcdef") == text.npos;
}

std::filesystem::path FileStore::path_of(const std::string& hash) const {
  CHECK(is_content_hash(hash), "'{}' is not a content hash", hash);
  return root_ / hash.substr(0, 2) / hash;
}

bool FileStore::has(const std::string& hash) const {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path_of(hash), ignored);
}

Result<std::string> FileStore::put(ByteView bytes) const {
  std::string hash = content_hash(bytes);
  if (has(hash)) return hash;
  const auto path = path_of(hash);
  TRY_DONE(make_folder(path.parent_path()));
  TRY_DONE(write_file(path, bytes));
  return hash;
}

Result<Bytes> FileStore::get(const std::string& hash) const {
  TRY(auto bytes, read_file(path_of(hash)));
  if (content_hash(bytes) != hash)
    return fail(Fault::Corrupt, "the content of the stored file {} has changed; restore it from a backup",
                hash);
  return bytes;
}

Result<Done> FileStore::remove(const std::string& hash) const {
  std::error_code error;
  std::filesystem::remove(path_of(hash), error);
  if (error) return fail(Fault::Unavailable, "cannot remove {}: {}", hash, error.message());
  return Done{};
}

Result<std::vector<std::string>> FileStore::all() const {
  std::vector<std::string> hashes;
  std::error_code error;
  for (auto at = std::filesystem::recursive_directory_iterator(root_, error);
       !error && at != std::filesystem::recursive_directory_iterator(); at.increment(error)) {
    std::string name = at->path().filename().string();
    if (is_content_hash(name)) hashes.push_back(std::move(name));
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return fail(Fault::Unavailable, "cannot list {}: {}", root_.string(), error.message());
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

}  // namespace tinsmith::store
