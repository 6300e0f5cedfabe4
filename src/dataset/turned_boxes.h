// dataset/turned_boxes.h — boxes of pictures that EXIF turns: were they drawn on the picture as it is stored,
// or on the upright one? Labelling programs differ, and some state the size of one while the boxes lie on the
// other.
//
// It is decided for the data set as a whole: of three readings (each picture as its stated size says; all
// upright; all stored) the one with the fewest boxes outside their pictures, in this order where several are
// equal. Pictures whose stated size says nothing (turned by 180 degrees, mirrored, square) are taken for
// stored ones where all the others are, else for upright ones.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "dataset/dataset.h"
#include "dataset/read.h"

namespace tinsmith::dataset {

// The part of a box on the upright picture, when the box was drawn on the stored pixels. EXIF 2.3, tag
// 0x0112.
scene::Box turned_upright(const scene::Box& box, image::Size stored, int orientation);

class TurnedBoxes {
 public:
  // A box of the picture at `index`, whose EXIF orientation is not 1. `written` is as the label file has it:
  // in pixels, or in parts of the picture's sides. `stated`: as in Import::add_box.
  struct Drawn {
    scene::Box written;
    bool is_relative = false;
    image::Size stated;
  };
  void add(std::size_t index, int orientation, const Drawn& drawn);

  // All boxes that were added are in parts of the picture's sides after all.
  void read_as_parts();

  // Places the boxes of those pictures by the reading that was found, or that `wanted` says. Says what was
  // decided, as one sentence, when the person should know of it.
  std::optional<std::string> settle(std::vector<Picture>& pictures, BoxesDrawnOn wanted) const;

 private:
  struct Turned {
    int orientation = 1;
    std::vector<Drawn> boxes;  // in the order of Picture::boxes
  };
  std::map<std::size_t, Turned> pictures_;
};

}  // namespace tinsmith::dataset
