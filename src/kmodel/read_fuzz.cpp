// Fuzz target of kmodel/read.
#include <cstdint>

#include "kmodel/kmodel.h"

// Every model that is read is printed, written and read back; what is written the second time has the same
// bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith::kmodel;
  const auto model = read_kmodel(std::as_bytes(std::span(data, size)));
  if (!model) return 0;
  CHECK(!print_kmodel(*model, size).empty(), "nothing printed");
  const auto written = write_kmodel(*model);
  if (!written) return 0;
  const auto again = read_kmodel(*written);
  CHECK(again, "{}", again.error().text());
  CHECK(write_kmodel(*again).value() == *written, "written differently");
  return 0;
}
