// Fuzz target of dataset/layouts/json_tools_read.
#include "dataset/layouts/any_label_file_for_test.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tinsmith::dataset::read_any_label_file(data, size, "labels.json", "createml");
}
