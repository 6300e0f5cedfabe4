#include "tflite_runtime/real_runtime.h"

#include <algorithm>
#include <cstdlib>

namespace tinsmith {
namespace {

std::filesystem::path runtime_folder() {
  return TINSMITH_TFLITE_RUNTIME;
}

int difference(std::byte a, std::byte b) {
  return std::abs(int{static_cast<std::int8_t>(a)} - int{static_cast<std::int8_t>(b)});
}

}  // namespace

bool real_runtime_is_installed() {
  return std::filesystem::exists(runtime_folder() / "node_modules");
}

int shell(const std::string& command) {
  return std::system((command + " >/dev/null").c_str());
}

int run_real_runtime(const std::filesystem::path& model, const std::filesystem::path& input,
                     const std::filesystem::path& prefix) {
  return shell(fmt::format("node '{}' '{}' '{}' '{}'", (runtime_folder() / "run.mjs").string(),
                           model.string(), input.string(), prefix.string()));
}

int max_difference(ByteView a, ByteView b) {
  int largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, difference(a[i], b[i]));
  return largest;
}

}  // namespace tinsmith
