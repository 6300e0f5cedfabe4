#include "devices/xmodem.h"

#include <algorithm>
#include <optional>

#include "devices/crc16.h"
#include "devices/deadline.h"

namespace tinsmith::devices {
namespace {

constexpr std::byte kStartOfBlock{0x01}, kEndOfFile{0x04}, kTaken{0x06}, kAgain{0x15}, kGivesUp{0x18},
    kAsksWithCrc{'C'}, kFilling{0xFF};
constexpr std::size_t kBlock_bytes = 128;
constexpr int kTries = 10;

Bytes block_of(std::size_t number, ByteView content) {
  const auto low = static_cast<std::uint8_t>(number);
  Bytes block{kStartOfBlock, std::byte{low}, std::byte{static_cast<std::uint8_t>(~low)}};
  block.insert(block.end(), content.begin(), content.end());
  block.resize(block.size() + kBlock_bytes - content.size(), kFilling);
  const std::uint16_t crc = crc16_xmodem(ByteView(block).last(kBlock_bytes));
  block.push_back(static_cast<std::byte>(crc >> 8));
  block.push_back(static_cast<std::byte>(crc));
  return block;
}

class XmodemSender {
 public:
  XmodemSender(Link& link, const XmodemTimes& times) : link_(link), times_(times) {}

  Result<Done> wait_for_receiver() {
    const Deadline deadline(times_.start_ms);
    while (!deadline.has_passed()) {
      TRY(const Bytes bytes, link_.read(deadline.left_ms()));
      // The letter is also in texts; the request is the last thing that the receiver sends.
      if (!bytes.empty() && bytes.back() == kAsksWithCrc) return Done{};
    }
    return fail(Fault::Unavailable,
                "the board at {} does not ask for a file; press its button RESET and try again",
                link_.name());
  }

  // Sends until the receiver has taken it, and returns what it sent after that. `position` is for the message.
  Result<Bytes> send(ByteView packet, std::size_t position) {
    for (int i = 0; i < kTries; ++i) {
      TRY_DONE(link_.write(packet));
      TRY(auto after, answer());
      if (after) return std::move(*after);
    }
    return fail(Fault::Unavailable,
                "the board at {} does not take byte {} of the file after {} tries; check the cable, and do "
                "the same again",
                link_.name(), position, kTries);
  }

  Result<Bytes> give_up() {
    TRY_DONE(link_.write(Bytes{kGivesUp, kGivesUp, kGivesUp}));
    return fail(Fault::Cancelled, "stopped; the board at {} has a part of the file: do the same again",
                link_.name());
  }

 private:
  // Returns the bytes after the answer that the packet was taken. None: it is sent again.
  Result<std::optional<Bytes>> answer() {
    const Deadline deadline(times_.answer_ms);
    while (!deadline.has_passed()) {
      TRY(const Bytes bytes, link_.read(deadline.left_ms()));
      for (std::size_t i = 0; i < bytes.size(); ++i) {
        if (bytes[i] == kTaken)
          return std::optional(Bytes(bytes.begin() + static_cast<std::ptrdiff_t>(i) + 1, bytes.end()));
        if (bytes[i] == kAgain) return std::optional<Bytes>();
        if (bytes[i] == kGivesUp)
          return fail(Fault::Unavailable,
                      "the board at {} gives up receiving; press its button RESET and try again",
                      link_.name());
      }
    }
    return std::optional<Bytes>();
  }

  Link& link_;
  XmodemTimes times_;
};

}  // namespace

Result<Bytes> send_by_xmodem(Link& link, ByteView bytes, const XmodemTimes& times, Progress& progress) {
  XmodemSender sender(link, times);
  TRY_DONE(sender.wait_for_receiver());
  std::size_t number = 1;
  for (std::size_t at = 0; at < bytes.size(); at += kBlock_bytes, ++number) {
    if (progress.should_stop()) return sender.give_up();
    progress.report("writing", static_cast<double>(at), static_cast<double>(bytes.size()));
    TRY_DONE(sender.send(block_of(number, bytes.subspan(at, std::min(kBlock_bytes, bytes.size() - at))), at));
  }
  return sender.send(Bytes{kEndOfFile}, bytes.size());
}

}  // namespace tinsmith::devices
