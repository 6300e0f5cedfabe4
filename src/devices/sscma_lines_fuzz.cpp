// Takes arbitrary bytes as what a board sends, in two pieces, down to the values that clients use.
#include "devices/sscma_lines.h"

#include <span>

#include "base/check.h"
#include "devices/sscma_data.h"
#include "devices/sscma_reply.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith;
  using namespace tinsmith::devices;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  const std::size_t half = size == 0 ? 0 : data[0] % size;
  SscmaLines whole, pieces;
  const auto lines = whole.take(bytes);
  std::vector<SscmaLine> same = pieces.take(bytes.first(half));
  for (SscmaLine& line : pieces.take(bytes.subspan(half))) same.push_back(std::move(line));
  CHECK(lines.size() == same.size(), "the lines depend on how the bytes arrive");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    CHECK(lines[i].text == same[i].text && lines[i].is_reply == same[i].is_reply, "line {} differs", i);
    const auto reply = read_reply(lines[i].text);
    if (!reply) continue;
    const Frame frame = frame_in(reply->data);
    for (const FoundBox& box : frame.boxes.value_or(std::vector<FoundBox>()))
      CHECK(box.score >= 0 && box.score <= 1 && box.class_index >= -1, "a box outside its limits");
    sensors_in(reply->data);
    models_in(reply->data);
    read_model_info(text_in(reply->data, "info"));
  }
  return 0;
}
