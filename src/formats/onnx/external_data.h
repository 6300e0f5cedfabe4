// formats/onnx/external_data.h — values of tensors that are kept in files beside the model. Not for other
// rooms.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>

#include "formats/allowance.h"
#include "formats/onnx/file.h"

namespace tinsmith::formats {

// What a reader may copy for each byte of a file: constants as they are kept, turned around, and in the
// graph.
inline constexpr std::uint64_t kOnnxMemoryForEachByte = 16;

// The files in the model's own folder, and in folders inside it. Nothing outside of it is opened, whatever a
// model names.
class ExternalData {
 public:
  // An empty path: the model came without a folder, so nothing is found.
  explicit ExternalData(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // The bytes of a tensor with `external_data` (keys "location", "offset", "length"), exactly
  // `expected_bytes` of them. A file adds to the allowance what its size
  // stands for, once.
  //   Unsupported   the model came without a folder
  //   NotFound      the file is not there
  //   InvalidInput  a location outside of the model's folder, or no file, or more than 2 GB in all
  //   Corrupt       a key is missing or no number, or the place is beyond the file's end
  Result<Bytes> read(const onnx::TensorProto& tensor, std::size_t expected_bytes, Allowance& allowance);

 private:
  // Its size is known.
  Result<std::filesystem::path> find(const std::string& location, Allowance& allowance);

  std::filesystem::path folder_;
  std::map<std::filesystem::path, std::uint64_t> sizes_bytes_;  // of the files that were found
  std::uint64_t all_bytes_ = 0;                                 // of them together
};

}  // namespace tinsmith::formats
