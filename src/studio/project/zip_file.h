// studio/project/zip_file.h — files into a zip, the same bytes for the same files.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/bytes.h"
#include "base/progress.h"
#include "base/result.h"

namespace tinsmith::studio {

// Entries appear in the order they were added, with one fixed time; pictures are stored as they are, for they
// do not get smaller.
class ZipWriter {
 public:
  // Writes beside `path` and puts it there in `finish`.
  static Result<ZipWriter> start(const std::filesystem::path& path);
  ZipWriter(ZipWriter&& other) noexcept;
  ZipWriter& operator=(ZipWriter&&) = delete;
  ~ZipWriter();

  Result<Done> add(const std::string& name, const std::filesystem::path& file);
  Result<Done> add(const std::string& name, std::string text);
  // Cancelled; Unavailable (disk full).
  Result<Done> finish(Progress& progress);

 private:
  struct Open;
  explicit ZipWriter(std::unique_ptr<Open> open);
  std::unique_ptr<Open> open_;
};

}  // namespace tinsmith::studio
