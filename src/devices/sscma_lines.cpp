#include "devices/sscma_lines.h"

namespace tinsmith::devices {

void SscmaLines::begin_reply() {
  line_ = {true, {}};
  drops_ = false;
}

void SscmaLines::end_line(std::vector<SscmaLine>& lines) {
  if (!drops_ && !line_.text.empty()) lines.push_back(std::move(line_));
  line_ = {};
  drops_ = false;
}

std::vector<SscmaLine> SscmaLines::take(ByteView bytes) {
  std::vector<SscmaLine> lines;
  for (const char c : as_text(bytes)) {
    if (c == '{' && was_return_) begin_reply();
    was_return_ = c == '\r';
    if (c == '\n') {
      end_line(lines);
    } else if (c == '\r') {
      continue;
    } else if (drops_) {
      ++dropped_bytes_;
    } else if (line_.text.size() == kMaxReply_bytes) {
      dropped_bytes_ += line_.text.size() + 1;
      line_.text.clear();
      drops_ = true;
    } else {
      line_.text += c;
    }
  }
  return lines;
}

}  // namespace tinsmith::devices
