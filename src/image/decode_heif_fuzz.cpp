// Reads arbitrary bytes as the header of a HEIC or AVIF. Any result or error is accepted, but never a picture
// beyond the limits.
#include "image/decode.h"
#include "image/decoders.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  const auto header = image::read_heif_header(bytes);
  if (header && (header->size.width < 0 || header->size.height < 0)) __builtin_trap();
  return 0;
}
