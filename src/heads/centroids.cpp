#include "heads/centroids.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "base/check.h"

namespace tinsmith::heads {
namespace {

// A rectangle of cells, [left, right) × [top, bottom).
struct Patch {
  scene::ClassIndex class_index = 0;
  std::int32_t left = 0, top = 0, right = 0, bottom = 0;
  double score = 0;
};

// Whether both share a cell, an edge or a corner.
bool touch(const Patch& a, const Patch& b) {
  return a.class_index == b.class_index && a.left <= b.right && b.left <= a.right && a.top <= b.bottom &&
         b.top <= a.bottom;
}

// Returns the cells that reach the threshold, ordered by row, then column, then class.
std::vector<Patch> active_cells(std::span<const float> probabilities, const Grid& grid,
                                const CentroidDecoding& decoding) {
  const auto threshold = static_cast<float>(decoding.threshold);  // devices compare in float
  std::vector<Patch> cells;
  std::size_t next = 0;
  for (std::int32_t y = 0; y < grid.height; ++y)
    for (std::int32_t x = 0; x < grid.width; ++x) {
      ++next;  // background
      for (scene::ClassIndex index = 0; index < grid.classes; ++index) {
        const float score = probabilities[next++];
        const bool is_active =
            decoding.comparison == Threshold::AtLeast ? score >= threshold : score > threshold;
        if (is_active) cells.push_back({index, x, y, x + 1, y + 1, double{score}});
      }
    }
  return cells;
}

// Merges patches until none touch; the result does not depend on the order.
std::vector<Patch> joined(const std::vector<Patch>& cells) {
  std::vector<Patch> apart;  // no two of these touch
  for (Patch patch : cells) {
    const auto touching = [&] {
      return std::find_if(apart.begin(), apart.end(),
                          [&](const Patch& other) { return touch(other, patch); });
    };
    for (auto other = touching(); other != apart.end(); other = touching()) {
      patch.left = std::min(patch.left, other->left);
      patch.top = std::min(patch.top, other->top);
      patch.right = std::max(patch.right, other->right);
      patch.bottom = std::max(patch.bottom, other->bottom);
      patch.score = std::max(patch.score, other->score);
      apart.erase(other);
    }
    apart.push_back(patch);
  }
  const auto place = [](const Patch& patch) { return std::tie(patch.top, patch.left, patch.class_index); };
  std::sort(apart.begin(), apart.end(), [&](const Patch& a, const Patch& b) { return place(a) < place(b); });
  return apart;
}

// Extends a patch as the reference does: to the left and up it moves the patch without making it wider.
void slide_or_grow(Patch& patch, const Patch& other) {
  if (other.left < patch.left) {
    patch.right -= patch.left - other.left;
    patch.left = other.left;
  }
  if (other.top < patch.top) {
    patch.bottom -= patch.top - other.top;
    patch.top = other.top;
  }
  patch.right = std::max(patch.right, other.right);
  patch.bottom = std::max(patch.bottom, other.bottom);
  patch.score = std::max(patch.score, other.score);
}

// The two passes of the reference: merge cells into patches, then patches into each other, each into the
// first one that it touches. It returns the patches as they were when the second pass first met them.
std::vector<Patch> joined_as_reference(const std::vector<Patch>& cells) {
  std::vector<Patch> answers;
  const auto pass = [](const std::vector<Patch>& patches, std::vector<Patch>* met) {
    std::vector<Patch> kept;
    for (const Patch& patch : patches) {
      const auto first =
          std::find_if(kept.begin(), kept.end(), [&](const Patch& other) { return touch(other, patch); });
      if (first != kept.end()) {
        slide_or_grow(*first, patch);
      } else {
        kept.push_back(patch);
        if (met != nullptr) met->push_back(patch);
      }
    }
    return kept;
  };
  pass(pass(cells, nullptr), &answers);
  return answers;
}

}  // namespace

CentroidTarget encode_centroids(std::span<const scene::LabelledBox> boxes, double input_width,
                                double input_height, const Grid& grid) {
  CentroidTarget target;
  target.channels.assign(static_cast<std::size_t>(grid.cells()), 0);
  for (const scene::LabelledBox& box : boxes) {
    CHECK(box.class_index >= 0 && box.class_index < grid.classes, "class {} of {}", box.class_index,
          grid.classes);
    if (box.is_crowd) continue;
    const scene::Point centre = scene::centre_of(box.box);
    const double column = std::floor(centre.x / input_width * grid.width);
    const double row = std::floor(centre.y / input_height * grid.height);
    if (!(column >= 0 && column < grid.width && row >= 0 && row < grid.height)) {
      ++target.outside;
      continue;
    }
    const auto cell = static_cast<std::size_t>(row) * static_cast<std::size_t>(grid.width) +
                      static_cast<std::size_t>(column);
    if (target.channels[cell] != 0) ++target.collisions;
    target.channels[cell] = box.class_index + 1;
  }
  return target;
}

std::vector<scene::Detection> decode_centroids(std::span<const float> probabilities, const Grid& grid,
                                               double input_width, double input_height,
                                               const CentroidDecoding& decoding) {
  CHECK(probabilities.size() == static_cast<std::size_t>(grid.cells() * grid.channels()),
        "{} probabilities for a grid of {}x{}x{}", probabilities.size(), grid.height, grid.width,
        grid.channels());
  CHECK(!decoding.reference_compatible || grid.height == grid.width, "a reference-compatible grid of {}x{}",
        grid.height, grid.width);
  const std::vector<Patch> cells = active_cells(probabilities, grid, decoding);
  const double cell_width = input_width / grid.width, cell_height = input_height / grid.height;
  std::vector<scene::Detection> detections;
  for (const Patch& patch : decoding.reference_compatible ? joined_as_reference(cells) : joined(cells))
    detections.push_back(
        {patch.class_index,
         patch.score,
         {patch.left * cell_width, patch.top * cell_height, (patch.right - patch.left) * cell_width,
          (patch.bottom - patch.top) * cell_height}});
  return detections;
}

}  // namespace tinsmith::heads
