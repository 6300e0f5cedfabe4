// live/interruptible_link.h — a link whose waits end when its user does not want them any more.
#pragma once

#include <atomic>
#include <memory>

#include "devices/link.h"

namespace tinsmith::live {

// Flags by which the thread of a link and the other threads tell each other something.
struct LinkState {
  std::atomic<bool> is_ended = false;  // set by others: every wait ends within kGlance_ms
  std::atomic<bool> has_failed =
      false;  // set by the link: the board was unplugged, or the other end was closed
};

inline constexpr std::int32_t kGlance_ms = 100;

class InterruptibleLink final : public devices::Link {
 public:
  InterruptibleLink(std::unique_ptr<devices::Link> link, std::shared_ptr<LinkState> state)
      : link_(std::move(link)), state_(std::move(state)) {}

  std::string name() const override { return link_->name(); }
  //   Cancelled  `is_ended` is set
  Result<Bytes> read(std::int32_t timeout_ms) override;
  Result<Done> write(ByteView bytes) override;
  Result<Done> set_speed(std::int32_t bits_per_second) override { return link_->set_speed(bits_per_second); }
  Result<Done> set_lines(devices::ControlLines lines) override { return link_->set_lines(lines); }
  void pause(std::int32_t duration_ms) override { link_->pause(duration_ms); }

 private:
  std::unique_ptr<devices::Link> link_;
  std::shared_ptr<LinkState> state_;
};

}  // namespace tinsmith::live
