#include "devices/simulated_himax.h"

#include <algorithm>
#include <utility>

#include "base/bytes.h"
#include "devices/crc16.h"
#include "devices/esp_rom.h"

namespace tinsmith::devices {
namespace {

constexpr std::byte kBlockBegins{0x01}, kFileEnds{0x04}, kAccepted{0x06}, kRefused{0x15}, kCancelled{0x18};
constexpr std::size_t kContent_bytes = 128, kHead_bytes = 3,
                      kBlockOnCable_bytes = kHead_bytes + kContent_bytes + 2;

char as_char(std::byte byte) {
  return static_cast<char>(byte);
}

bool names_a_place(ByteView block) {
  return block.size() == kContent_bytes && block[0] == std::byte{0xC0} && block[1] == std::byte{0x5A} &&
         block[10] == std::byte{0x5A} && block[11] == std::byte{0xC0};
}

bool is_whole(ByteView block) {
  const std::uint16_t crc = crc16_xmodem(block.subspan(kHead_bytes, kContent_bytes));
  return block[0] == kBlockBegins && block[2] == ~block[1] && block[131] == std::byte(crc >> 8) &&
         block[132] == std::byte(crc & 0xFF);
}

}  // namespace

SimulatedHimax::SimulatedHimax(SimulatedMemory& flash)
    : flash_(flash), output_("\r\nPress any key within 100 ms for the menu\r\n") {}

void SimulatedHimax::take(ByteView bytes) {
  for (const std::byte byte : bytes) take_byte(byte);
}

void SimulatedHimax::wait() {
  if (state_ == State::Receives && received_ == 0 && block_.empty()) output_ += 'C';
}

std::string SimulatedHimax::take_output() {
  return std::exchange(output_, {});
}

void SimulatedHimax::take_byte(std::byte byte) {
  switch (state_) {
    case State::WaitsForKey:
      state_ = State::Menu;
      output_ += "[1] Xmodem download and burn FW image\r\n[2] Reboot\r\n";
      return;
    case State::Menu:
      if (as_char(byte) != '1') return;
      state_ = State::Receives;
      output_ += "Send the file by Xmodem with CRC\r\n";
      return;
    case State::Asks:
      state_ = as_char(byte) == 'y' ? State::Left : State::Receives;
      return;
    case State::Left:
      return;
    case State::Receives:
      if (!block_.empty() || byte == kBlockBegins) {
        block_.push_back(byte);
        if (block_.size() == kBlockOnCable_bytes) take_block();
      } else if (byte == kFileEnds) {
        end_file();
      } else if (byte == kCancelled) {
        received_ = 0;
      }
  }
}

void SimulatedHimax::take_block() {
  const Bytes block = std::exchange(block_, {});
  const auto number = static_cast<std::uint8_t>(received_ / kContent_bytes + 1);
  const bool is_again = received_ > 0 && block[1] == std::byte(static_cast<std::uint8_t>(number - 1));
  if (!is_whole(block) || (block[1] != std::byte{number} && !is_again)) {
    output_ += as_char(kRefused);
    return;
  }
  output_ += as_char(kAccepted);
  if (is_again) return;
  const ByteView content = ByteView(block).subspan(kHead_bytes, kContent_bytes);
  if (received_ == 0) head_.assign(content.begin(), content.end());
  const std::size_t at = place_ + received_;
  received_ += kContent_bytes;
  if (received_ == kContent_bytes && names_a_place(content)) return;
  // A sector is erased before its first block, wherever in it the file begins.
  if (received_ == kContent_bytes || at % kFlashSector_bytes < kContent_bytes)
    flash_.erase(at, kContent_bytes);
  flash_.program(at, content);
}

void SimulatedHimax::end_file() {
  const bool is_place = received_ == kContent_bytes && names_a_place(head_);
  place_ = is_place ? values_of<std::uint32_t>(ByteView(head_).subspan(2, 4))[0] : 0;
  received_ = 0;
  state_ = State::Asks;
  output_ += as_char(kAccepted);
  output_ += "\r\nDo you want to end file transmission and reboot system? (y)\r\n";
}

}  // namespace tinsmith::devices
