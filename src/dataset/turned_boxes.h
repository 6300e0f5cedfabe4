// dataset/turned_boxes.h — boxes of pictures that EXIF rotates or mirrors.
//
// Labelling programs draw boxes either on the picture as stored or on the upright picture, and some state the
// size of one while the boxes refer to the other.
//
// The decision is made for the whole data set. There are three readings: each picture as its stated size
// implies, all upright, or all stored. The reading with the fewest boxes outside their pictures is chosen;
// for equal counts, the first in this order. Pictures whose stated size does not decide (rotated by 180
// degrees, mirrored, square) count as stored when all the others are stored, otherwise as upright.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/read.h"

namespace tinsmith::dataset {

// Converts a box drawn on the stored pixels to the upright picture. EXIF 2.3, tag 0x0112.
scene::Box turned_upright(const scene::Box& box, image::Size stored, int orientation);

class TurnedBoxes {
 public:
  // A box of the picture at `index`, whose EXIF orientation is not 1. `written` is as in the label file: in
  // pixels, or in fractions of the picture's sides. `stated`: as in Import::add_box.
  struct Drawn {
    scene::Box written;
    bool is_relative = false;
    image::Size stated;
  };
  void add(std::size_t index, int orientation, const Drawn& drawn);

  // Marks all boxes added so far as fractions of the picture's sides.
  void read_as_fractions();

  // Sets the boxes of these pictures according to the reading found, or according to `wanted`. Returns one
  // sentence about the decision when the user should know it.
  std::optional<std::string> settle(std::vector<Picture>& pictures, BoxesDrawnOn wanted) const;

 private:
  struct Turned {
    int orientation = 1;
    std::vector<Drawn> boxes;  // in the order of Picture::boxes
  };
  std::map<std::size_t, Turned> pictures_;
};

}  // namespace tinsmith::dataset
