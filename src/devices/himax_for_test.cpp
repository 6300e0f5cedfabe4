#include "devices/himax_for_test.h"

#include <algorithm>

namespace tinsmith::devices {
namespace {

constexpr std::size_t kWholeBlock_bytes = 133;

// By a table's division, another way than the sender's.
std::uint16_t crc_for_test(ByteView bytes) {
  std::uint32_t remainder = 0;
  for (const std::byte byte : bytes)
    for (int bit = 7; bit >= 0; --bit) {
      remainder = remainder << 1 | (std::to_integer<std::uint32_t>(byte) >> bit & 1);
      if ((remainder & 0x10000) != 0) remainder ^= 0x11021;
    }
  for (int bit = 0; bit < 16; ++bit) {
    remainder <<= 1;
    if ((remainder & 0x10000) != 0) remainder ^= 0x11021;
  }
  return static_cast<std::uint16_t>(remainder);
}

}  // namespace

void HimaxForTest::press_reset() {
  state_ = State::WaitsForKey;
  output_ += "\r\nCheck CRC: press any key in 100 ms\r\n";
}

void HimaxForTest::plug_in() {
  faults_.gone_after_bytes.reset();
  state_ = State::Firmware;
  rts_ = false;
  output_.clear();
  block_.clear();
  file_.clear();
  next_block_ = 1;
  place_ = 0;
}

Result<Bytes> HimaxForTest::read(std::int32_t timeout_ms) {
  if (faults_.gone_after_bytes && *faults_.gone_after_bytes == 0)
    return fail(Fault::Unavailable, "the test's port is gone");
  if (output_.empty() && timeout_ms > 0) Link::pause(1);
  // A receiver asks again and again.
  if (output_.empty() && state_ == State::Receives && block_.empty() && file_.empty()) output_ = "C";
  const std::string text = std::exchange(output_, {});
  const ByteView view = as_bytes(text);
  return Bytes(view.begin(), view.end());
}

Result<Done> HimaxForTest::write(ByteView bytes) {
  for (const std::byte byte : bytes) {
    if (faults_.gone_after_bytes) {
      if (*faults_.gone_after_bytes == 0) return fail(Fault::Unavailable, "the test's port is gone");
      --*faults_.gone_after_bytes;
    }
    take(byte);
  }
  return Done{};
}

void HimaxForTest::take(std::byte byte) {
  const char key = static_cast<char>(byte);
  switch (state_) {
    case State::Firmware:
      return;
    case State::WaitsForKey:
      state_ = State::Menu;
      output_ += "1. Xmodem download and burn FW image\r\n2. Reboot\r\n";
      return;
    case State::Menu:
      if (key != '1') return;
      state_ = State::Receives;
      output_ += "Please send the file by Xmodem, with a CRC\r\n";
      return;
    case State::Asks:
      state_ = key == 'y' ? State::Firmware : State::Receives;
      return;
    case State::Receives:
      if (block_.empty() && key == '1') return;  // keys that were sent while the menu was printed
      if (block_.empty() && byte == std::byte{0x04}) return end_file();
      block_.push_back(byte);
      if (block_.size() == kWholeBlock_bytes) take_block();
  }
}

void HimaxForTest::take_block() {
  const Bytes block = std::exchange(block_, {});
  const ByteView content = ByteView(block).subspan(3, 128);
  const std::uint16_t crc = crc_for_test(content);
  const bool is_whole = block[0] == std::byte{1} && block[131] == std::byte(crc >> 8) &&
                        block[132] == std::byte(crc & 0xFF) &&
                        std::to_integer<std::uint8_t>(block[1]) == next_block_ &&
                        std::to_integer<int>(block[1]) + std::to_integer<int>(block[2]) == 255;
  if (!is_whole || faults_.refused_blocks-- > 0) {
    output_ += '\x15';
    return;
  }
  ++next_block_;
  file_.insert(file_.end(), content.begin(), content.end());
  output_ += '\x06';
}

void HimaxForTest::end_file() {
  output_ += '\x06';
  const bool is_place = file_.size() == 128 && file_[0] == std::byte{0xC0} && file_[1] == std::byte{0x5A} &&
                        file_[10] == std::byte{0x5A} && file_[11] == std::byte{0xC0};
  if (is_place) {
    place_ = values_of<std::uint32_t>(ByteView(file_).subspan(2, 4))[0];
  } else {
    files_[std::exchange(place_, 0)] = file_;
  }
  file_.clear();
  next_block_ = 1;
  state_ = State::Asks;
  output_ += "\r\nDo you want to end file transmission and reboot system? (y)\r\n";
}

}  // namespace tinsmith::devices
