#include "train/boxes/anchors.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::train {
namespace {

constexpr int kMaxRounds = 300;

double area_of(const scene::Anchor& size) {
  return size.width * size.height;
}

// IoU of two boxes that share a corner.
double overlap(const scene::Anchor& a, const scene::Anchor& b) {
  const double common = std::min(a.width, b.width) * std::min(a.height, b.height);
  return common / (area_of(a) + area_of(b) - common);
}

std::size_t nearest(const scene::Anchor& box, std::span<const scene::Anchor> anchors) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < anchors.size(); ++i)
    if (overlap(box, anchors[i]) > overlap(box, anchors[best])) best = i;
  return best;
}

void sort_by_area(std::vector<scene::Anchor>& sizes) {
  std::stable_sort(sizes.begin(), sizes.end(),
                   [](const auto& a, const auto& b) { return area_of(a) < area_of(b); });
}

// Returns the mean of the boxes nearest to each anchor; an anchor without boxes stays unchanged.
std::vector<scene::Anchor> moved(std::span<const scene::Anchor> boxes, std::vector<scene::Anchor> anchors) {
  std::vector<scene::Anchor> sums(anchors.size());
  std::vector<double> counts(anchors.size());
  for (const scene::Anchor& box : boxes) {
    const std::size_t owner = nearest(box, anchors);
    sums[owner].width += box.width;
    sums[owner].height += box.height;
    counts[owner] += 1;
  }
  for (std::size_t i = 0; i < anchors.size(); ++i)
    if (counts[i] > 0) anchors[i] = {sums[i].width / counts[i], sums[i].height / counts[i]};
  return anchors;
}

}  // namespace

std::vector<scene::Anchor> fitted_anchors(std::span<const scene::Anchor> all, std::size_t count,
                                          double min_side) {
  std::vector<scene::Anchor> boxes;
  for (const scene::Anchor& box : all)
    if (box.width >= min_side && box.height >= min_side) boxes.push_back(box);
  if (count == 0 || boxes.size() < count) return {};
  sort_by_area(boxes);
  std::vector<scene::Anchor> anchors;
  for (std::size_t i = 0; i < count; ++i) anchors.push_back(boxes[(2 * i + 1) * boxes.size() / (2 * count)]);
  for (int round = 0; round < kMaxRounds; ++round) {
    auto next = moved(boxes, anchors);
    if (next == anchors) break;
    anchors = std::move(next);
  }
  for (scene::Anchor& anchor : anchors) anchor = {std::round(anchor.width), std::round(anchor.height)};
  sort_by_area(anchors);
  return anchors;
}

double matched_fraction(std::span<const scene::Anchor> boxes, const scene::BoxGrid& grid, double ratio) {
  std::size_t matched = 0;
  const auto matches = [&](const scene::Anchor& box, const scene::Anchor& anchor) {
    const double wider = box.width / anchor.width, taller = box.height / anchor.height;
    return std::max({wider, 1 / wider, taller, 1 / taller}) < ratio;
  };
  for (const scene::Anchor& box : boxes)
    matched += std::any_of(grid.levels.begin(), grid.levels.end(), [&](const scene::BoxLevel& level) {
      return std::any_of(level.anchors.begin(), level.anchors.end(),
                         [&](const scene::Anchor& anchor) { return matches(box, anchor); });
    });
  return boxes.empty() ? 1 : static_cast<double>(matched) / static_cast<double>(boxes.size());
}

}  // namespace tinsmith::train
