#include "scene/split.h"

namespace tinsmith::scene {
namespace {

constexpr std::array<std::string_view, kSplits.size()> kSplitNames{"none", "train", "val", "test"};

}  // namespace

std::string_view name_of(Split split) {
  return kSplitNames.at(static_cast<std::size_t>(split));
}

std::optional<Split> find_split(std::string_view name) {
  for (const Split split : kSplits)
    if (name_of(split) == name) return split;
  return std::nullopt;
}

}  // namespace tinsmith::scene
