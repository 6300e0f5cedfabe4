// Fuzz target of formats/weights/safetensors.
#include <cstdint>

#include "formats/weights/safetensors.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto file = tinsmith::formats::read_safetensors(std::as_bytes(std::span(data, size)));
  if (file) static_cast<void>(tinsmith::formats::write_safetensors(*file));
  return 0;
}
