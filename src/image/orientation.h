// image/orientation.h — rotates and mirrors pictures according to their EXIF orientation.
#pragma once

#include "image/image.h"

namespace tinsmith::image {

// True for the orientations 5…8, which swap width and height.
bool exchanges_sides(int orientation);

// Returns the upright picture for pixels as stored and their EXIF orientation:
//   1  unchanged
//   2  mirrored left–right
//   3  rotated by 180°
//   4  mirrored top–bottom
//   5  mirrored at the main diagonal
//   6  must be rotated by 90° clockwise
//   7  mirrored at the other diagonal
//   8  must be rotated by 90° counter-clockwise
Image upright(Image stored, int orientation);

}  // namespace tinsmith::image
