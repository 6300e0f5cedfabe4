// heads/classification.h — ranks classes by their probabilities.
#pragma once

#include <span>
#include <vector>

#include "scene/scene.h"

namespace tinsmith::heads {

struct RankedClass {
  scene::ClassIndex class_index = 0;
  double probability = 0;
  friend bool operator==(const RankedClass&, const RankedClass&) = default;
};

// Returns all classes, the most probable first; equal ones keep the order of the classes.
std::vector<RankedClass> ranked(std::span<const float> probabilities);

}  // namespace tinsmith::heads
