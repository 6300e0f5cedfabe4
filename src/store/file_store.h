// store/file_store.h — content-addressed picture files: equal bytes are stored once, files are always whole.
//
// Thread-safe, and safe to use from several processes. Names are BLAKE2b-256 hashes in hexadecimal: unlike
// the hashes of base/hash.h, nobody can construct two files with the same name.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace tinsmith::store {

std::string content_hash(ByteView bytes);
// Returns whether `text` has 64 hexadecimal digits.
bool is_content_hash(std::string_view text);

class FileStore {
 public:
  explicit FileStore(std::filesystem::path root) : root_(std::move(root)) {}

  // Stores the bytes durably and returns their hash. Unavailable (disk full).
  Result<std::string> put(ByteView bytes) const;
  // Returns the bytes with this hash.
  //   NotFound  there is no such file
  //   Corrupt   the bytes of the file do not match the hash
  Result<Bytes> get(const std::string& hash) const;
  std::filesystem::path path_of(const std::string& hash) const;
  bool has(const std::string& hash) const;
  Result<Done> remove(const std::string& hash) const;

  // Returns the hashes of all files, sorted.
  Result<std::vector<std::string>> all() const;

 private:
  std::filesystem::path root_;
};

}  // namespace tinsmith::store
