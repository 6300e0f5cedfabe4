// dataset/layouts/outline.h — computes the bounding boxes of polygons, rotated shapes and run-length masks.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "scene/scene.h"

namespace tinsmith::dataset {

// The bounding box of all points added so far.
class Bounds {
 public:
  void add(double x, double y);
  std::optional<scene::Box> box() const;  // nothing before the first point

 private:
  bool is_empty_ = true;
  double left_ = 0, top_ = 0, right_ = 0, bottom_ = 0;
};

// Returns the upright bounding box of a rectangle that is rotated about its centre. The direction of rotation
// does not matter.
scene::Box box_around_rotated(double centre_x, double centre_y, double width, double height, double degrees);

// As above, for an ellipse with the semi-axes `radius_x` and `radius_y`.
scene::Box box_around_ellipse(double centre_x, double centre_y, double radius_x, double radius_y,
                              double degrees);

// Returns the box of a COCO run-length mask: alternating runs of zeros and ones, column by column, over a
// picture of that height and width (pycocotools' maskApi). An empty mask has no box. InvalidInput when the
// runs do not fit the picture.
Result<std::optional<scene::Box>> box_of_runs(std::span<const std::uint64_t> runs, std::uint64_t height,
                                              std::uint64_t width);

// Decodes COCO's compressed run lengths. Each character, counted from '0', holds 6 bits: 5 bits of the value,
// and one that means "more follows". From the fourth run on, the value is the difference to the run two
// before it. InvalidInput.
Result<std::vector<std::uint64_t>> runs_of_text(std::string_view text);

// Returns the box of a Label Studio brush mask of that width and height. The bits of the bytes, from the
// highest on, are:
//   32 bits     the number of values
//   5 bits      bits per value, minus 1
//   4 × 4 bits  four count sizes in bits, minus 1 each
//   runs        1 bit: a single value is repeated; 2 bits: index of the count size; the count minus 1; then
//               one value, or as many as the count
// The values are the pixels row by row, each as red, green, blue and opacity. The mask is where the opacity
// is not 0. An empty mask has no box. InvalidInput when the bytes end early or do not fit the picture.
// (@thi.ng/rle-pack, as read by brush.py of label-studio-converter.)
Result<std::optional<scene::Box>> box_of_brush(ByteView bytes, std::uint64_t width, std::uint64_t height);

}  // namespace tinsmith::dataset
