// Fuzz target of bundle/tflite_description.
#include "bundle/tflite_description.h"

// Uses the bytes both as metadata and as the file: reading either must not fail or do harm.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  const auto read = bundle::describe_tflite(bytes, {{"TFLITE_METADATA", std::string(as_text(bytes))}});
  CHECK(read.mean.size() == read.deviation.size(), "{} means, {} deviations", read.mean.size(),
        read.deviation.size());
  for (const float deviation : read.deviation) CHECK(deviation != 0, "a deviation of 0");
  return 0;
}
