// Fuzz target of formats/onnx/read.
#include <cstdint>

#include "formats/onnx/onnx.h"

// Every graph that is read must also be written and read back, if it contains only operators
// that files support.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith::formats;
  const auto model = read_onnx(std::as_bytes(std::span(data, size)));
  if (!model) return 0;
  const auto written = write_onnx(model->graph, model->metadata);
  if (!written) return 0;
  const auto again = read_onnx(*written);
  CHECK(again, "{}", again.error().text());
  return 0;
}
