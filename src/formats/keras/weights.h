// formats/keras/weights.h — the contents of a Keras .h5 file: the network's description and its arrays.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace tinsmith::formats {

struct KerasArray {
  std::string name;  // "kernel", "bias", "gamma", …: the last part of the path, without ":0"
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

struct KerasFile {
  std::string model_config;  // JSON; empty if the file holds only weights
  // In the file's order, including layers without arrays.
  std::vector<std::string> layers;
  std::map<std::string, std::vector<KerasArray>> arrays;  // by layer

  const KerasArray* find(const std::string& layer, std::string_view name) const;
};

// Reads the file with the HDF5 library.
//   NotFound      the file cannot be opened
//   Corrupt       not HDF5, not the structure that Keras writes, or arrays beyond the allocation limit
//   InvalidInput  the file is too large
Result<KerasFile> read_keras_file(const std::filesystem::path& path);

}  // namespace tinsmith::formats
