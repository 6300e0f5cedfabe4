#include "formats/onnx/nearest.h"

#include <algorithm>
#include <cmath>

#include "graph/nearest_rows.h"

namespace tinsmith::formats {
namespace {

using Rows = std::vector<std::int32_t>;

// The formulas of the standard, in float as in ONNX Runtime.
struct CoordinateRow {
  std::string_view name;
  float (*position)(float i, const Resizing& resizing);
};
constexpr CoordinateRow kCoordinates[] = {
    {"asymmetric", [](float i, const Resizing& r) { return i / r.scale; }},
    {"half_pixel", [](float i, const Resizing& r) { return (i + 0.5f) / r.scale - 0.5f; }},
    {"half_pixel_symmetric",  // the fraction of a pixel that is cut off is divided between both sides
     [](float i, const Resizing& r) {
       const float exact = r.scale * static_cast<float>(r.from);
       const float offset = static_cast<float>(r.from) / 2 * (1 - static_cast<float>(r.to) / exact);
       return offset + (i + 0.5f) / r.scale - 0.5f;
     }},
    {"align_corners",
     [](float i, const Resizing& r) {
       return r.to == 1 ? 0.0f : i * static_cast<float>(r.from - 1) / static_cast<float>(r.to - 1);
     }},
    {"pytorch_half_pixel",
     [](float i, const Resizing& r) { return r.to == 1 ? 0.0f : (i + 0.5f) / r.scale - 0.5f; }},
    {"tf_half_pixel_for_nn", [](float i, const Resizing& r) { return (i + 0.5f) / r.scale; }},
};

struct RoundingRow {
  std::string_view name;
  float (*rounded)(float position);
};
constexpr RoundingRow kRoundings[] = {
    {"floor", [](float x) { return std::floor(x); }},
    {"ceil", [](float x) { return std::ceil(x); }},
    {"round_prefer_ceil", [](float x) { return std::floor(x + 0.5f); }},
    {"round_prefer_floor", [](float x) { return std::ceil(x - 0.5f); }},
};

// Returns the rows that the file's mode copies; empty if the mode is unknown.
Rows rows_in_file(const Resizing& resizing, const NearestMode& mode) {
  const auto named = [](const std::string& name) {
    return [&name](const auto& row) { return row.name == name; };
  };
  const auto* coordinates =
      std::find_if(std::begin(kCoordinates), std::end(kCoordinates), named(mode.coordinates));
  const auto* rounding = std::find_if(std::begin(kRoundings), std::end(kRoundings), named(mode.rounding));
  if (coordinates == std::end(kCoordinates) || rounding == std::end(kRoundings)) return {};
  Rows rows;
  for (std::int32_t i = 0; i < resizing.to; ++i) {
    const float row = rounding->rounded(coordinates->position(static_cast<float>(i), resizing));
    rows.push_back(static_cast<std::int32_t>(std::clamp(row, 0.0f, static_cast<float>(resizing.from - 1))));
  }
  return rows;
}

}  // namespace

std::optional<graph::ResizeNearest> nearest_in_graph(const Resizing& height, const Resizing& width,
                                                     const NearestMode& mode) {
  const Rows rows = rows_in_file(height, mode), columns = rows_in_file(width, mode);
  for (const auto& [align_corners, half_pixel_centers] :
       {std::pair(false, false), std::pair(false, true), std::pair(true, false)}) {
    const graph::ResizeNearest resize{height.to, width.to, align_corners, half_pixel_centers};
    if (graph::nearest_rows(height.from, height.to, resize) == rows &&
        graph::nearest_rows(width.from, width.to, resize) == columns)
      return resize;
  }
  return std::nullopt;
}

std::optional<NearestMode> nearest_in_file(std::int32_t height, std::int32_t width,
                                           const graph::ResizeNearest& resize) {
  const auto resizing = [](std::int32_t from, std::int32_t to) {
    return Resizing{from, to, static_cast<float>(to) / static_cast<float>(from)};
  };
  const Rows rows = graph::nearest_rows(height, resize.height, resize);
  const Rows columns = graph::nearest_rows(width, resize.width, resize);
  for (const CoordinateRow& coordinates : kCoordinates)
    for (const RoundingRow& rounding : kRoundings) {
      NearestMode mode{std::string(coordinates.name), std::string(rounding.name)};
      if (rows_in_file(resizing(height, resize.height), mode) == rows &&
          rows_in_file(resizing(width, resize.width), mode) == columns)
        return mode;
    }
  return std::nullopt;
}

}  // namespace tinsmith::formats
