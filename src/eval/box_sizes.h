// eval/box_sizes.h — detection results by object size in the network's input.
//
// The size is the side of the square with the object's area, in pixels of the network's input: an object that
// is small in a photo is even smaller on a device that resizes the photo to 96 pixels.
#pragma once

#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "eval/boxes.h"
#include "eval/interval.h"

namespace tinsmith::eval {

// Limits between the slices.
inline constexpr double kInputSides_px[] = {0, 8, 16, 32, 64, 128, 100000};

struct SizeSlice {
  // The lower limit is included: every object is in exactly one slice.
  double min_side_px = 0, max_side_px = 0;
  std::int64_t objects = 0;
  // Mean over classes at IoU 0.5, bootstrap over pictures; absent without objects of that size. As for COCO's
  // small, medium and large, objects and detections of other sizes are ignored.
  std::optional<Estimate> map50, recall50;
};

std::vector<SizeSlice> slices_by_size(std::span<const PictureBoxes> pictures, std::int32_t classes,
                                      std::span<const double> sides_px = kInputSides_px,
                                      const Bootstrap& bootstrap = {});

// Returns the slice of an object; the last slice for objects outside all slices.
std::size_t slice_of(const PictureBoxes& picture, std::size_t truth,
                     std::span<const double> sides_px = kInputSides_px);

}  // namespace tinsmith::eval
