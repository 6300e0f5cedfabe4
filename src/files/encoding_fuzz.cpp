// Decodes arbitrary bytes as the text of a label file. Checks that the result is always UTF-8, and that valid
// UTF-8 is unchanged.
#include "files/encoding.h"

#include <span>

#include "base/check.h"
#include "files/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  for (const bool is_start : {false, true}) {
    const auto decoded = files::decode_text(bytes, is_start);
    CHECK(is_start || files::is_utf8(decoded.text), "the decoded text is not UTF-8");
    for (const std::string& text : {files::percent_decoded(decoded.text), files::composed(decoded.text)})
      CHECK(is_start || files::is_utf8(text), "a form of the text is not UTF-8");
  }
  return 0;
}
