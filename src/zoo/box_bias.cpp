#include "zoo/box_bias.h"

#include <cmath>

namespace tinsmith::zoo {
namespace {

constexpr double kObjectsExpected = 8, kReferenceSide_px = 640;
constexpr double kClass_fraction = 0.6, kClassesMargin = 0.999999;

}  // namespace

std::vector<float> anchored_score_bias(const scene::BoxGrid& grid, const scene::BoxLevel& level) {
  const double cells_per_side = kReferenceSide_px / level.stride;
  const auto objectness = static_cast<float>(std::log(kObjectsExpected / (cells_per_side * cells_per_side)));
  const auto of_class = static_cast<float>(std::log(kClass_fraction / (grid.classes - kClassesMargin)));
  std::vector<float> bias;
  for (std::size_t anchor = 0; anchor < level.anchors.size(); ++anchor) {
    bias.push_back(objectness);
    bias.insert(bias.end(), static_cast<std::size_t>(grid.classes), of_class);
  }
  return bias;
}

std::vector<float> anchored_bias(const scene::BoxGrid& grid, const scene::BoxLevel& level) {
  const auto scores = anchored_score_bias(grid, level);
  std::vector<float> bias;
  for (auto next = scores.begin(); next != scores.end(); next += 1 + grid.classes) {
    bias.insert(bias.end(), {0, 0, 0, 0});
    bias.insert(bias.end(), next, next + 1 + grid.classes);
  }
  return bias;
}

}  // namespace tinsmith::zoo
