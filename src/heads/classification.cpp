#include "heads/classification.h"

#include <algorithm>

namespace tinsmith::heads {

std::vector<RankedClass> ranked(std::span<const float> probabilities) {
  std::vector<RankedClass> classes;
  for (const float probability : probabilities)
    classes.push_back({static_cast<scene::ClassIndex>(classes.size()), double{probability}});
  std::stable_sort(classes.begin(), classes.end(),
                   [](const RankedClass& a, const RankedClass& b) { return a.probability > b.probability; });
  return classes;
}

}  // namespace tinsmith::heads
