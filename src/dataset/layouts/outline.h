// dataset/layouts/outline.h — the box around what was outlined more finely: polygons and run lengths.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "scene/scene.h"

namespace tinsmith::dataset {

// Grows with every point it is given.
class Bounds {
 public:
  void add(double x, double y);
  std::optional<scene::Box> box() const;  // nothing before the first point

 private:
  bool is_empty_ = true;
  double left_ = 0, top_ = 0, right_ = 0, bottom_ = 0;
};

// The upright box around a rectangle of that centre and size that was turned about its centre; the direction
// makes no difference.
scene::Box box_around_rotated(double centre_x, double centre_y, double width, double height, double degrees);

// The same of an ellipse with the half axes `radius_x` and `radius_y`.
scene::Box box_around_ellipse(double centre_x, double centre_y, double radius_x, double radius_y,
                              double degrees);

// The box of a COCO mask of run lengths: runs of zeros and ones by turns, column after column, over a picture
// of that height and width (pycocotools' maskApi). Empty masks have no box. InvalidInput when the runs do not
// fit the picture.
Result<std::optional<scene::Box>> box_of_runs(std::span<const std::uint64_t> runs, std::uint64_t height,
                                              std::uint64_t width);

// The run lengths behind COCO's compressed text: 6 bits a character from '0' on, 5 of value and one for "more
// follows", every run after the third as the difference to the one two before. InvalidInput.
Result<std::vector<std::uint64_t>> runs_of_text(std::string_view text);

// The box of a Label Studio brush mask of that width and height. Its bytes hold, bit after bit from the
// highest: how many values follow (32 bits), the bits of a value less one (5), four lengths less one (4
// each); then runs, each of them one bit "a single value repeated", the length's number (2), the count less
// one, and the value or values. The values are the picture's pixels, row after row, as red, green, blue and
// opacity; the mask is where the opacity is not 0. Empty masks have no box. InvalidInput when the bytes end
// early or do not fit the picture. (@thi.ng/rle-pack, as label-studio-converter's brush.py reads it.)
Result<std::optional<scene::Box>> box_of_brush(ByteView bytes, std::uint64_t width, std::uint64_t height);

}  // namespace tinsmith::dataset
