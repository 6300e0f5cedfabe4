// formats/onnx/external_data.h — tensor values in files beside the model. Not for other rooms.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>

#include "formats/allowance.h"
#include "formats/onnx/file.h"

namespace tinsmith::formats {

// Bytes that a reader may allocate per byte of a file. Constants can be in memory as stored, transposed, and
// in the graph.
inline constexpr std::uint64_t kOnnxMemoryForEachByte = 16;

// The files in the model's folder and its subfolders. No file outside of that folder is opened, whatever
// location a model gives.
class ExternalData {
 public:
  // An empty path means that the model has no folder; no file is then found.
  explicit ExternalData(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Returns the bytes of a tensor with `external_data` (keys "location", "offset", "length"), exactly
  // `expected_bytes` of them. The first use of a file raises the allocation limit according to its size.
  //   Unsupported   the model has no folder
  //   NotFound      the file does not exist
  //   InvalidInput  the location is outside of the model's folder or is no file; or more
  //                 than 2 GB in all, or too many files
  //   Corrupt       a key is missing or is no number, or the range is beyond the end of the file
  //   Unavailable   the file cannot be read
  Result<Bytes> read(const onnx::TensorProto& tensor, std::size_t expected_bytes, Allowance& allowance);

 private:
  // The size of the returned file is in sizes_bytes_.
  Result<std::filesystem::path> find(const std::string& location, Allowance& allowance);

  std::filesystem::path folder_;
  std::map<std::filesystem::path, std::uint64_t> sizes_bytes_;  // of the files found so far
  std::uint64_t all_bytes_ = 0;                                 // sum of sizes_bytes_
};

}  // namespace tinsmith::formats
