#include "verbs/shipped_weights.h"

#include <algorithm>

#include "zoo/zoo.h"

namespace tinsmith::verbs {
namespace {

// Networks that can start from the backbone of another network's file.
struct SharedBackbone {
  std::string_view network, file;
  bool is_measured;  // docs/pretraining.md says what the network gains
};
constexpr SharedBackbone kShared[] = {{"fomo-0.1", "mobilenetv2-0.1", true},
                                      {"fomo-0.35", "mobilenetv2-0.35", true},
                                      {"tinsmith-det-free", "tinsmith-det", false},
                                      {"yolov2-mobilenetv1-0.75", "mobilenetv1-0.75", false}};

const SharedBackbone* find_shared(std::string_view network) {
  const auto* row = std::find_if(std::begin(kShared), std::end(kShared),
                                 [&](const SharedBackbone& one) { return one.network == network; });
  return row == std::end(kShared) ? nullptr : row;
}

std::optional<ByteView> file_named(std::string_view name) {
  for (const EmbeddedFile& file : weight_files())
    if (file.name == std::string(name) + ".safetensors") return file.bytes;
  return std::nullopt;
}

}  // namespace

bool are_default_start(std::string_view network) {
  const SharedBackbone* shared = find_shared(network);
  return shared == nullptr ? file_named(network).has_value()
                           : shared->is_measured && file_named(shared->file).has_value();
}

std::optional<ByteView> shipped_weights(std::string_view network) {
  const SharedBackbone* shared = find_shared(network);
  return file_named(shared == nullptr ? network : shared->file);
}

std::vector<std::string_view> networks_with_shipped_weights() {
  std::vector<std::string_view> names;
  for (const zoo::Network& network : zoo::networks())
    if (shipped_weights(network.name)) names.push_back(network.name);
  return names;
}

}  // namespace tinsmith::verbs
