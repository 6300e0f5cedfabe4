#include "live/interruptible_link.h"

#include <algorithm>

namespace tinsmith::live {

Result<Bytes> InterruptibleLink::read(std::int32_t timeout_ms) {
  for (std::int32_t waited_ms = 0;;) {
    if (state_->is_ended) return fail(Fault::Cancelled, "the board at {} is being disconnected", name());
    const std::int32_t part_ms = std::clamp(timeout_ms - waited_ms, 0, kGlance_ms);
    auto bytes = link_->read(part_ms);
    if (!bytes) state_->has_failed = true;
    if (!bytes || !bytes->empty()) return bytes;
    waited_ms += part_ms;
    if (waited_ms >= timeout_ms) return bytes;
  }
}

// Also when `is_ended` is set, so that the last command of a connection can be the one that stops the board.
Result<Done> InterruptibleLink::write(ByteView bytes) {
  auto written = link_->write(bytes);
  if (!written) state_->has_failed = true;
  return written;
}

}  // namespace tinsmith::live
