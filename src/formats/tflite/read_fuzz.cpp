// Fuzz target of formats/tflite/read.
#include <cstdint>

#include "formats/tflite/tflite.h"

// Every graph that is read must also be written and read back, if it contains only operators
// that files support.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith::formats;
  const auto model = read_tflite(std::as_bytes(std::span(data, size)));
  if (!model) return 0;
  const auto written = write_tflite(model->graph, model->metadata);
  if (!written) return 0;
  const auto again = read_tflite(*written);
  CHECK(again, "{}", again.error().text());
  return 0;
}
