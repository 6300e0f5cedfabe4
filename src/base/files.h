// base/files.h — whole files in and out.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/bytes.h"

namespace tinsmith {

// Nothing that a person hands over in one piece is larger than this; readers of smaller things say so
// themselves.
inline constexpr std::uint64_t kLargestFile_bytes = std::uint64_t{4} << 30;

// The file's bytes. NotFound, Unavailable (permission, I/O), InvalidInput (a folder, or more than
// `limit_bytes`).
Result<Bytes> read_file(const std::filesystem::path& path, std::uint64_t limit_bytes = kLargestFile_bytes);

// As `read_file`, as text. No encoding is checked.
Result<std::string> read_text_file(const std::filesystem::path& path,
                                   std::uint64_t limit_bytes = kLargestFile_bytes);

// Replaces the file in one step: readers, and a machine that stops at any moment, see the old bytes or the
// new ones, never a part. Writes beside it, flushes to disk, renames. Unavailable (disk full, permission).
Result<Done> write_file(const std::filesystem::path& path, ByteView bytes);
Result<Done> write_file(const std::filesystem::path& path, std::string_view text);

// The name's ending in lower case with its dot, "" without one: ".onnx" of "Model.ONNX".
std::string ending_of(const std::filesystem::path& path);

// Makes the folder and those above it; fine when it is there already.
Result<Done> make_folder(const std::filesystem::path& path);

// A folder of its own under the system's temporary folder, removed with all that is in it when this goes.
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
