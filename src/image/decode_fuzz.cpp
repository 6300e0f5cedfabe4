// Decodes arbitrary bytes as a picture. Any result or error is accepted.
#include "image/decode.h"

// Pictures near the size limit would take too long for a fuzzer.
static constexpr std::int64_t kQuick_pixels = 1 << 20;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  const auto header = image::read_header(bytes);
  if (!header || std::int64_t{header->size.width} * header->size.height > kQuick_pixels) return 0;
  const auto picture = image::decode(bytes);
  if (picture && picture->size != header->size) __builtin_trap();
  const auto depth = image::sixteen_bits_of(bytes);
  if (depth && !picture) __builtin_trap();
  const auto smaller = image::decode(bytes, {16, 16});
  if (picture.has_value() && !smaller) __builtin_trap();
  return 0;
}
