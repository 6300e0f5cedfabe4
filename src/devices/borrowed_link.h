// devices/borrowed_link.h — lends a link to a client that wants one of its own, so that the loader and the firmware of a board
// are spoken to in turn over one open port.
#pragma once

#include "devices/link.h"

namespace tinsmith::devices {

class BorrowedLink final : public Link {
 public:
  explicit BorrowedLink(Link& link) : link_(link) {}
  std::string name() const override { return link_.name(); }
  Result<Bytes> read(std::int32_t timeout_ms) override { return link_.read(timeout_ms); }
  Result<Done> write(ByteView bytes) override { return link_.write(bytes); }
  Result<Done> set_speed(std::int32_t bits_per_second) override { return link_.set_speed(bits_per_second); }
  Result<Done> set_lines(ControlLines lines) override { return link_.set_lines(lines); }
  void pause(std::int32_t duration_ms) override { link_.pause(duration_ms); }

 private:
  Link& link_;
};

}  // namespace tinsmith::devices
