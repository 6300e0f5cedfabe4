#include "train/boxes/row.h"

namespace tinsmith::train {

Row row_at(const scene::BoxGrid& grid, std::int64_t picture, std::int32_t level, std::int32_t anchor,
           std::int32_t x, std::int32_t y) {
  const scene::BoxLevel& cells = grid.levels[static_cast<std::size_t>(level)];
  const auto anchors = static_cast<std::int64_t>(cells.anchors.size());
  const std::int64_t cell = picture * grid.cells(cells) + std::int64_t{y} * grid.cells_across(cells) + x;
  return {level, anchor, x, y, (cell * anchors + anchor) * grid.channels()};
}

std::array<double, 4> box_slopes(const float* raw, const scene::BoxGrid& grid, const Row& row) {
  const scene::BoxLevel& level = grid.levels[static_cast<std::size_t>(row.level)];
  const scene::Anchor& anchor = level.anchors[static_cast<std::size_t>(row.anchor)];
  std::array<double, 4> sure{};
  for (std::size_t i = 0; i < 4; ++i) sure[i] = logistic(double{raw[i]});
  const auto spread = [&](std::size_t i) { return sure[i] * (1 - sure[i]); };
  if (grid.coding == scene::BoxCoding::Exponential)
    return {spread(0) * level.stride, spread(1) * level.stride, std::exp(double{raw[2]}) * anchor.width,
            std::exp(double{raw[3]}) * anchor.height};
  return {2 * spread(0) * level.stride, 2 * spread(1) * level.stride, 8 * sure[2] * spread(2) * anchor.width,
          8 * sure[3] * spread(3) * anchor.height};
}

}  // namespace tinsmith::train
