// Reads arbitrary bytes as an EXIF block and as ImageMagick's text. Checks that the result is
// always an orientation.
#include "image/exif.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  for (const int orientation :
       {image::orientation_of_exif(bytes), image::orientation_of_raw_profile(as_text(bytes))}) {
    if (orientation < 1 || orientation > 8) __builtin_trap();
  }
  return 0;
}
