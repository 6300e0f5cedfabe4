#include "bundle/tflite_description.h"

// Bytes are the metadata and the file at once: both are read, and neither refuses nor does harm.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  const auto read = bundle::describe_tflite(bytes, {{"TFLITE_METADATA", std::string(as_text(bytes))}});
  CHECK(read.mean.size() == read.deviation.size(), "{} means, {} deviations", read.mean.size(),
        read.deviation.size());
  for (const float deviation : read.deviation) CHECK(deviation != 0, "a deviation of 0");
  return 0;
}
