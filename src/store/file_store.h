// store/file_store.h — pictures as files named by their bytes: the same bytes are kept once, and a file that
// is there is whole.
//
// Safe to use from several threads and processes. Names are BLAKE2b-256 in hexadecimal: unlike the hashes of
// base/hash.h, nobody can make two files of one name on purpose.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tinsmith::store {

std::string content_hash(ByteView bytes);
// 64 hexadecimal digits.
bool is_content_hash(std::string_view text);

class FileStore {
 public:
  explicit FileStore(std::filesystem::path root) : root_(std::move(root)) {}

  // Keeps the bytes, on disk before this returns, and answers their hash. Unavailable (disk full).
  Result<std::string> put(ByteView bytes) const;
  // Corrupt when the bytes there are not those of the name; NotFound.
  Result<Bytes> get(const std::string& hash) const;
  std::filesystem::path path_of(const std::string& hash) const;
  bool has(const std::string& hash) const;
  Result<Done> remove(const std::string& hash) const;

  // The hashes of all files, in order.
  Result<std::vector<std::string>> all() const;

 private:
  std::filesystem::path root_;
};

}  // namespace tinsmith::store
