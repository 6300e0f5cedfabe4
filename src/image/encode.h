// image/encode.h — encodes pixels as picture files, for reports and drawn data sets.
#pragma once

#include "base/bytes.h"
#include "image/image.h"

namespace tinsmith::image {

// Encodes a baseline JPEG, grey or RGB. `quality` is that of libjpeg, 1…100; chroma is subsampled 4:2:0 below
// quality 90 and kept at 4:4:4 from 90 on. InvalidInput when a side is 0 or longer than the 65 500 pixels
// that libjpeg supports.
Result<Bytes> encode_jpeg(const Image& image, int quality = 90);

// Encodes an 8-bit PNG, grey or RGB. `decode` returns the same pixel values. InvalidInput when a side is 0.
Result<Bytes> encode_png(const Image& image);

}  // namespace tinsmith::image
