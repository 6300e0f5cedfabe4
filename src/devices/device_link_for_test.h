// devices/device_link_for_test.h — a link to a simulated device in the same thread, which can be unplugged at any byte.
#pragma once

#include <algorithm>
#include <limits>
#include <memory>

#include "devices/simulated_device.h"

namespace tinsmith::devices {

class DeviceLinkForTest final : public Link {
 public:
  // Unplugs the board, which loses all but its flash, after this many bytes in both directions together.
  explicit DeviceLinkForTest(std::shared_ptr<SimulatedDevice> board,
                             std::uint64_t unplugged_after_bytes = std::numeric_limits<std::uint64_t>::max())
      : board_(std::move(board)), left_bytes_(unplugged_after_bytes) {}

  std::string name() const override { return "the test's port"; }

  Result<Bytes> read(std::int32_t timeout_ms) override {
    if (is_gone()) return gone();
    do {
      waiting_ += board_->take_output();
    } while (waiting_.empty() && board_->work());
    if (waiting_.empty()) {
      if (timeout_ms > 0) Link::pause(1);
      return Bytes();
    }
    const std::size_t count = passed(waiting_.size());
    const ByteView part = as_bytes(std::string_view(waiting_).substr(0, count));
    Bytes bytes(part.begin(), part.end());
    waiting_.erase(0, count);
    return bytes;
  }

  Result<Done> write(ByteView bytes) override {
    if (is_gone()) return gone();
    const std::size_t count = passed(bytes.size());
    board_->take(bytes.first(count));
    if (is_gone()) return gone();
    return Done{};
  }

  Result<Done> set_speed(std::int32_t) override { return Done{}; }
  Result<Done> set_lines(ControlLines lines) override {
    if (is_gone()) return gone();
    board_->set_lines(lines);
    return Done{};
  }
  void pause(std::int32_t) override {}

  std::uint64_t passed_bytes() const { return passed_bytes_; }

 private:
  // The board's power can also fail by its flash (SimulatedMemory::cut_power_after).
  bool is_gone() {
    if (left_bytes_ > 0 && board_->flash().has_power()) return false;
    board_->unplug();
    return true;
  }
  Error gone() const { return fail(Fault::Unavailable, "{} is gone", name()); }
  std::size_t passed(std::size_t wanted) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(wanted, left_bytes_));
    left_bytes_ -= count;
    passed_bytes_ += count;
    return count;
  }

  std::shared_ptr<SimulatedDevice> board_;
  std::uint64_t left_bytes_, passed_bytes_ = 0;
  std::string waiting_;
};

}  // namespace tinsmith::devices
