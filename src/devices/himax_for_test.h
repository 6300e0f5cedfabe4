// devices/himax_for_test.h — the bootloader of a Grove Vision AI V2, as the facts of its programs describe it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "devices/link.h"

namespace tinsmith::devices {

class HimaxForTest final : public Link {
 public:
  struct Faults {
    bool ignores_reset_line = false;
    int refused_blocks = 0;  // that are answered with "again"
    std::optional<std::size_t> gone_after_bytes;
  };
  explicit HimaxForTest(Faults faults) : faults_(faults) {}

  std::string name() const override { return "the test's port"; }
  Result<Bytes> read(std::int32_t timeout_ms) override;
  Result<Done> write(ByteView bytes) override;
  Result<Done> set_speed(std::int32_t bits_per_second) override {
    speed_ = bits_per_second;
    return Done{};
  }
  Result<Done> set_lines(ControlLines lines) override {
    if (rts_ && !lines.rts && !faults_.ignores_reset_line) press_reset();
    rts_ = lines.rts;
    return Done{};
  }
  void pause(std::int32_t) override {}

  void press_reset();
  // After it was gone: its memory is lost, its flash is not.
  void plug_in();
  // The files that were written, by their places.
  const std::map<std::uint32_t, Bytes>& files() const { return files_; }
  bool runs_firmware() const { return state_ == State::Firmware; }
  std::int32_t speed() const { return speed_; }

 private:
  enum class State { Firmware, WaitsForKey, Menu, Receives, Asks };
  void take(std::byte byte);
  void take_block();
  void end_file();

  Faults faults_;
  State state_ = State::Firmware;
  bool rts_ = false;
  std::int32_t speed_ = 0;
  std::string output_;
  Bytes block_, file_;
  std::uint8_t next_block_ = 1;
  std::uint32_t place_ = 0;
  std::map<std::uint32_t, Bytes> files_;
};

}  // namespace tinsmith::devices
