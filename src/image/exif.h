// image/exif.h — reads the EXIF orientation, which records how the camera was held.
#pragma once

#include "base/bytes.h"

namespace tinsmith::image {

// Returns the EXIF orientation (1…8; 1 is upright) from an EXIF block. The block is a TIFF file, of which
// only tag 0x0112 of the first directory is read ("Exif version 2.32", §4.6.2 and §4.6.4 A). A leading
// "Exif\0\0" is skipped. A block that is damaged or has no orientation counts as upright, because the pixels
// are still usable.
int orientation_of_exif(ByteView exif);

// As above, for the PNG text chunk "Raw profile type exif" that ImageMagick writes: a line with the name, a
// line with the number of bytes, then the block in hexadecimal digits over several lines.
int orientation_of_raw_profile(std::string_view text);

}  // namespace tinsmith::image
