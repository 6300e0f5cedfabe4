// image/encode.h — pixels to files of pictures, for reports and drawn data sets.
#pragma once

#include "base/bytes.h"
#include "image/image.h"

namespace tinsmith::image {

// A baseline JPEG, grey or RGB (4:2:0 below quality 90, 4:4:4 from there on). `quality` is libjpeg's, 1…100.
// InvalidInput when a side is 0 or longer than libjpeg writes (65 500 pixels).
Result<Bytes> encode_jpeg(const Image& image, int quality = 90);

// An 8-bit PNG, grey or RGB; `decode` gives the same pixels back. InvalidInput when a side is 0.
Result<Bytes> encode_png(const Image& image);

}  // namespace tinsmith::image
