// Fuzz target of formats/weights/pth.
#include "formats/weights/pth.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static_cast<void>(tinsmith::formats::read_pth(std::as_bytes(std::span(data, size))));
  return 0;
}
