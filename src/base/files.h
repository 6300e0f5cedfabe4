// base/files.h — reads and writes whole files.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/bytes.h"

namespace tinsmith {

// Maximum size of a file that is read in one piece. Readers of smaller things pass a lower limit.
inline constexpr std::uint64_t kMaxFile_bytes = std::uint64_t{4} << 30;

// Returns the bytes of the file.
//   NotFound      there is no such file
//   Unavailable   permission denied, or an I/O error
//   InvalidInput  the path is a folder, or the file is larger than `limit_bytes`
Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes = kMaxFile_bytes);

// Same as `read_file`, but returns text. The encoding is not checked.
Result<std::string> read_text_file(const std::filesystem::path& path,
                                   std::uint64_t limit_bytes = kMaxFile_bytes);

// Replaces the file atomically: readers, and a machine that stops at any moment, find either the old bytes or
// the new ones, never a part. Writes a temporary file in the same folder, flushes it to disk and renames it.
//   Unavailable  disk full, or permission denied
Result<Done> write_file(const std::filesystem::path& path, ByteView bytes);
Result<Done> write_file(const std::filesystem::path& path, std::string_view text);

// Writes a file that does not exist yet. It gets its name when it is complete: a process that is killed leaves
// nothing behind, where the file system can keep a file without a name (else as write_file).
//   Conflict     the file exists
//   Unavailable  disk full, or permission denied
Result<Done> write_new_file(const std::filesystem::path& path, ByteView bytes);

// Returns the extension in lower case with its dot, or "" when there is none: ".onnx" for "Model.ONNX".
std::string ending_of(const std::filesystem::path& path);

// Creates the folder and its missing parent folders. Succeeds when the folder already exists.
Result<Done> make_folder(const std::filesystem::path& path);

// A new folder under the system's temporary folder. The destructor removes it with all its content.
class TemporaryFolder {
 public:
  static Result<TemporaryFolder> make();
  TemporaryFolder(TemporaryFolder&& other) noexcept;
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace tinsmith
