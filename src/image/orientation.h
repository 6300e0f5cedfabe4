// image/orientation.h — pictures turned and mirrored as EXIF says.
#pragma once

#include "image/image.h"

namespace tinsmith::image {

// True for the orientations 5…8, which exchange width and height.
bool exchanges_sides(int orientation);

// The upright picture, from the pixels as they are stored and their EXIF orientation 1…8:
// 1 as it is · 2 mirrored left–right · 3 turned by 180° · 4 mirrored top–bottom · 5 mirrored over the main
// diagonal · 6 to be turned clockwise by 90° · 7 mirrored over the other diagonal · 8 to be turned
// counter-clockwise by 90°.
Image upright(Image stored, int orientation);

}  // namespace tinsmith::image
