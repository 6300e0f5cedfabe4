// formats/keras/weights.h — the contents of a Keras .h5 file: the network's description and its arrays, by
// layer.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"

namespace tinsmith::formats {

struct KerasArray {
  std::string name;  // "kernel", "bias", "gamma", …: the last part, without ":0"
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

struct KerasFile {
  std::string model_config;                               // JSON; empty in a file of weights alone
  std::vector<std::string> layers;                        // in the file's order, those without arrays too
  std::map<std::string, std::vector<KerasArray>> arrays;  // by layer

  const KerasArray* find(const std::string& layer, std::string_view name) const;
};

// Reads through the HDF5 library. NotFound; Corrupt (not HDF5, or not laid out as Keras does); InvalidInput
// (arrays of more than the file's bytes).
Result<KerasFile> read_keras_file(const std::filesystem::path& path);

}  // namespace tinsmith::formats
