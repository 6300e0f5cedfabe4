// image/exif.h — which way up a camera was held.
#pragma once

#include "base/bytes.h"

namespace tinsmith::image {

// The EXIF orientation of a picture (1…8; 1 is upright) from its EXIF block: a TIFF file of which only the
// first directory's tag 0x0112 is looked at ("Exif version 2.32", §4.6.2 and §4.6.4 A). A leading "Exif\0\0"
// is skipped. A block that is broken or says nothing of orientation counts as upright: the pixels are still
// good.
int orientation_of_exif(ByteView exif);

// As above, from what ImageMagick puts into a PNG's text chunk "Raw profile type exif": a line with the name,
// a line with the number of bytes, and the block in hexadecimal digits over several lines.
int orientation_of_raw_profile(std::string_view text);

}  // namespace tinsmith::image
