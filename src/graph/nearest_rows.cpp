#include "graph/nearest_rows.h"

#include <algorithm>
#include <cmath>

namespace tinsmith::graph {

std::vector<std::int32_t> nearest_rows(std::int32_t input, std::int32_t output, const ResizeNearest& resize) {
  const float scale = resize.align_corners && output > 1
                          ? static_cast<float>(input - 1) / static_cast<float>(output - 1)
                          : static_cast<float>(input) / static_cast<float>(output);
  const float offset = resize.half_pixel_centers ? 0.5f : 0.0f;
  std::vector<std::int32_t> rows;
  for (std::int32_t i = 0; i < output; ++i) {
    const float position = (static_cast<float>(i) + offset) * scale;
    const float nearest = resize.align_corners ? std::round(position) : std::floor(position);
    rows.push_back(std::clamp(static_cast<std::int32_t>(nearest), 0, input - 1));
  }
  return rows;
}

}  // namespace tinsmith::graph
