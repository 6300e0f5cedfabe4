// Fuzz target of formats/keras/keras.
#include <cstdint>

#include "formats/keras/layers.h"

// Fuzzes the network's description, the JSON in the file; the arrays are fixed. HDF5 itself is tested by
// its own library.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith::formats;
  KerasFile file;
  file.model_config.assign(reinterpret_cast<const char*>(data), size);
  file.arrays["c"] = {{"kernel", {1, 1, 2, 2}, std::vector<float>(4)}, {"bias", {2}, std::vector<float>(2)}};
  file.arrays["w"] = {{"depthwise_kernel", {3, 3, 2, 1}, std::vector<float>(18)},
                      {"bias", {2}, std::vector<float>(2)}};
  file.arrays["d"] = {{"kernel", {2, 2}, std::vector<float>(4)}, {"bias", {2}, std::vector<float>(2)}};
  file.arrays["n"] = {{"gamma", {2}, std::vector<float>(2)},
                      {"beta", {2}, std::vector<float>(2)},
                      {"moving_mean", {2}, std::vector<float>(2)},
                      {"moving_variance", {2}, std::vector<float>(2)}};
  static_cast<void>(graph_of(file));
  return 0;
}
