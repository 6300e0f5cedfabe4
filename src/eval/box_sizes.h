// eval/box_sizes.h — how well objects are found by how large the network sees them.
//
// A size is the side of the square of the object's area, in pixels of the network's input: what is small on a
// photo is smaller still on a device that resizes it to 96 pixels.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "eval/boxes.h"
#include "eval/interval.h"

namespace tinsmith::eval {

// Where one slice ends and the next begins.
inline constexpr double kInputSides_px[] = {0, 8, 16, 32, 64, 128, 100000};

struct SizeSlice {
  double least_side_px = 0, most_side_px = 0;  // the first included: every object is of one slice
  std::int64_t objects = 0;
  // Mean over classes at IoU 0.5; bootstrap over pictures; absent without objects of that size. As in COCO's
  // small, medium and large, other sizes are neither asked for nor held against the detector.
  std::optional<Estimate> map50, recall50;
};

std::vector<SizeSlice> slices_by_size(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                      std::span<const double> sides_px = kInputSides_px,
                                      const Bootstrap& bootstrap = {});

// The slice that a truth belongs to; of those beyond all slices, the last.
std::size_t slice_of(const PictureBoxes& picture, std::size_t truth,
                     std::span<const double> sides_px = kInputSides_px);

}  // namespace tinsmith::eval
