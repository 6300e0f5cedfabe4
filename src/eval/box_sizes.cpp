#include "eval/box_sizes.h"

#include <cmath>

#include "base/check.h"
#include "eval/average_precision.h"

namespace tinsmith::eval {
namespace {

std::vector<AreaRange> ranges_of(std::span<const double> sides_px) {
  CHECK(sides_px.size() >= 2, "{} sides make no slice", sides_px.size());
  std::vector<AreaRange> ranges;
  for (std::size_t i = 0; i + 1 < sides_px.size(); ++i)
    ranges.push_back({sides_px[i] * sides_px[i], std::nextafter(sides_px[i + 1] * sides_px[i + 1], 0.0)});
  return ranges;
}

}  // namespace

std::vector<SizeSlice> slices_by_size(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                      std::span<const double> sides_px, const Bootstrap& bootstrap) {
  const std::vector<AreaRange> ranges = ranges_of(sides_px);
  std::vector<SizeSlice> slices;
  for (std::size_t i = 0; i < ranges.size(); ++i) slices.push_back({sides_px[i], sides_px[i + 1], 0, {}, {}});
  if (pictures.empty()) return slices;
  const BoxMatches matches = match_boxes(pictures, classes, ranges, AreaOf::NetworkInput);
  Accumulator accumulator;
  const Statistics figures = [&](std::span<const std::int32_t> drawn) {
    const auto times = times_drawn(matches.pictures, drawn);
    std::vector<std::optional<double>> values;
    for (std::size_t range = 0; range < ranges.size(); ++range) {
      const auto averages = accumulator.over_classes(matches, range, times);
      values.push_back(averages ? std::optional(averages->precision[0]) : std::nullopt);
      values.push_back(averages ? std::optional(averages->recall.back()[0]) : std::nullopt);
    }
    return values;
  };
  std::vector<Scale> scales;
  for (std::size_t range = 0; range < ranges.size(); ++range)
    scales.insert(scales.end(), 2, Scale::proportion(trials_of(matches, range)));
  const auto estimates = all_estimated(matches.pictures, figures, bootstrap, scales);
  for (std::size_t range = 0; range < ranges.size(); ++range) {
    slices[range].map50 = estimates[2 * range];
    slices[range].recall50 = estimates[2 * range + 1];
    for (scene::ClassIndex index = 0; index < classes; ++index)
      slices[range].objects += matches.of(index, range).truth_count();
  }
  return slices;
}

std::size_t slice_of(const PictureBoxes& picture, std::size_t truth, std::span<const double> sides_px) {
  const double area = picture.truth_area(truth) * picture.input_area_scale;
  std::size_t slice = 0;
  while (slice + 2 < sides_px.size() && area >= sides_px[slice + 1] * sides_px[slice + 1]) ++slice;
  return slice;
}

}  // namespace tinsmith::eval
