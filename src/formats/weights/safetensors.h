// formats/weights/safetensors.h — named tensors in a .safetensors file.
//
// The format (github.com/huggingface/safetensors, "Format") has 8 bytes with the header's length, a JSON
// header, and the tensors' bytes. Nothing in it can be executed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace tinsmith::formats {

enum class StoredType : std::uint8_t { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };
std::string_view name_of(StoredType type);  // as in the format: "F32", "BOOL"
std::size_t size_bytes(StoredType type);

struct StoredTensor {
  std::string name;
  StoredType type = StoredType::F32;
  std::vector<std::int64_t> shape;
  Bytes data;  // little-endian, row-major
  friend bool operator==(const StoredTensor&, const StoredTensor&) = default;
};

struct TensorFile {
  std::vector<StoredTensor> tensors;            // in the order of their bytes in the file
  std::map<std::string, std::string> metadata;  // "__metadata__"

  const StoredTensor* find(std::string_view name) const;
};

// Reads a file. Allocates nothing larger than the file. Corrupt names the tensor and the inconsistent part:
// length of the header, JSON, offsets, or shape against bytes.
Result<TensorFile> read_safetensors(ByteView bytes);

// Names must be unique and data must fit their shapes (CHECK).
Bytes write_safetensors(const TensorFile& file);

// Returns the values as floats. Unsupported for Bool.
Result<std::vector<float>> float_values(const StoredTensor& tensor);

}  // namespace tinsmith::formats
