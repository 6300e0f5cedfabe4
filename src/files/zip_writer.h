// files/zip_writer.h — writes zip files reproducibly: the same files give the same bytes.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/bytes.h"
#include "base/progress.h"
#include "base/result.h"

namespace tinsmith::files {

// Entries keep the order in which they were added and have one fixed time. Pictures are stored without
// compression, because they would not get smaller.
class ZipWriter {
 public:
  // Writes to a temporary file beside `path`; `finish` renames it to `path`.
  static Result<ZipWriter> start(const std::filesystem::path& path);
  // Keeps the archive in memory, until `bytes` returns it.
  static ZipWriter in_memory();
  ZipWriter(ZipWriter&& other) noexcept;
  ZipWriter& operator=(ZipWriter&&) = delete;
  ~ZipWriter();

  Result<Done> add(const std::string& name, const std::filesystem::path& file);
  Result<Done> add(const std::string& name, std::string text);
  // Writes the archive. Cancelled; Unavailable (disk full). Precondition: made by `start`.
  Result<Done> finish(Progress& progress);
  // Returns the archive. Precondition: made by `in_memory`.
  Bytes bytes();

 private:
  struct Open;
  explicit ZipWriter(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

}  // namespace tinsmith::files
