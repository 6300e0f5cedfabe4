#include "devices/himax_loader.h"

#include "devices/deadline.h"

namespace tinsmith::devices {
namespace {

constexpr std::string_view kMenu = "Xmodem download and burn FW image", kChosen = "1";
constexpr std::string_view kQuestion = "Do you want to end file transmission and reboot system";
constexpr std::int32_t kKey_ms = 10, kResetPulse_ms = 100, kQuestion_ms = 20'000;
constexpr std::size_t kMaxText_bytes = 16384;

// The block that names the place of the next file.
Bytes place_of(std::uint32_t offset) {
  constexpr std::size_t kPlace_bytes = 128;
  Bytes block{std::byte{0xC0}, std::byte{0x5A}};
  for (int shift = 0; shift < 32; shift += 8) block.push_back(static_cast<std::byte>(offset >> shift));
  block.resize(block.size() + sizeof offset);
  block.push_back(std::byte{0x5A});
  block.push_back(std::byte{0xC0});
  block.resize(kPlace_bytes, std::byte{0xFF});
  return block;
}

Result<Done> reset_by_line(Link& link) {
  TRY_DONE(link.set_lines({.dtr = false, .rts = true}));
  link.pause(kResetPulse_ms);
  return link.set_lines({});
}

class HimaxLoader {
 public:
  HimaxLoader(Link& link, const HimaxRequest& request, Progress& progress)
      : link_(link), request_(request), progress_(progress) {}

  Result<Done> run() {
    TRY_DONE(enter());
    TRY_DONE(request_.before_writing());
    for (std::size_t i = 0; i < request_.files.size(); ++i) {
      const HimaxFile& file = request_.files[i];
      if (file.offset != 0) {
        TRY_DONE(send(place_of(file.offset)));
        TRY_DONE(link_.write(as_bytes("n")));
      }
      TRY_DONE(send(file.bytes));
      TRY_DONE(link_.write(as_bytes(i + 1 == request_.files.size() ? "y" : "n")));
    }
    return Done{};
  }

 private:
  // The bootloader waits a tenth of a second for a key.
  Result<bool> reaches_menu(std::int32_t within_ms) {
    const Deadline deadline(within_ms);
    while (!deadline.has_passed()) {
      if (progress_.should_stop()) return fail(Fault::Cancelled, "stopped before anything was written");
      TRY_DONE(link_.write(as_bytes(kChosen)));
      TRY(const bool is_there, reads(kMenu, kKey_ms));
      if (is_there) return true;
    }
    return false;
  }

  Result<Done> enter() {
    TRY_DONE(link_.set_speed(kHimax_bits_per_second));
    TRY_DONE(reset_by_line(link_));
    TRY(bool is_there, reaches_menu(request_.reset_ms));
    if (!is_there) {
      request_.say("Press the button RESET of the board");
      TRY(is_there, reaches_menu(request_.person_ms));
    }
    if (!is_there)
      return fail(
          Fault::Unavailable,
          "the bootloader of the board at {} did not answer; press its button RESET when you are asked to",
          link_.name());
    return link_.write(as_bytes(kChosen));
  }

  Result<Done> send(ByteView bytes) {
    TRY(const Bytes after, send_by_xmodem(link_, bytes, request_.times, progress_));
    text_ = as_text(after);
    TRY(const bool is_asked, reads(kQuestion, kQuestion_ms));
    if (is_asked) return Done{};
    return fail(
        Fault::Unavailable,
        "the board at {} does not say that it has the file; press its button RESET and do the same again",
        link_.name());
  }

  // Whether the board prints this within the time, or has printed it.
  Result<bool> reads(std::string_view expected, std::int32_t within_ms) {
    const Deadline deadline(within_ms);
    for (;;) {
      if (text_.find(expected) != text_.npos) return true;
      const std::int32_t left_ms = deadline.left_ms();
      if (left_ms == 0) return false;
      TRY(const Bytes bytes, link_.read(left_ms));
      text_ += as_text(bytes);
      if (text_.size() > kMaxText_bytes) text_.erase(0, text_.size() - kMaxText_bytes / 2);
    }
  }

  Link& link_;
  const HimaxRequest& request_;
  Progress& progress_;
  std::string text_;
};

Result<Done> check_himax_file(const HimaxFile& file) {
  const std::uint64_t end = std::uint64_t{file.offset} + file.bytes.size();
  const bool is_model = file.offset >= kHimaxModelsOffset && end <= kHimaxModelsEnd;
  constexpr std::uint32_t kFirmwareEnd = 0x300000;
  const bool is_firmware = file.offset == 0 && end <= kFirmwareEnd;
  if (!file.bytes.empty() && (is_model || is_firmware)) return Done{};
  return fail(Fault::InvalidInput,
              "{} bytes at {:#x} cannot be written: firmware is at 0 and ends before {:#x}, models are "
              "between {:#x} and "
              "{:#x}",
              file.bytes.size(), file.offset, kFirmwareEnd, kHimaxModelsOffset, kHimaxModelsEnd);
}

}  // namespace

Result<Done> write_by_himax_loader(Link& link, const HimaxRequest& request, Progress& progress) {
  for (const HimaxFile& file : request.files) TRY_DONE(check_himax_file(file));
  return HimaxLoader(link, request, progress).run();
}

HimaxFile no_himax_model() {
  static const Bytes kNothing(128);
  return {kHimaxModelsOffset, kNothing};
}

Result<Done> restart_himax(Link& link, std::int32_t patience_ms) {
  TRY_DONE(reset_by_line(link));
  return await_himax_start(link, patience_ms);
}

Result<Done> await_himax_start(Link& link, std::int32_t patience_ms) {
  constexpr std::string_view kStarted = "INIT@";
  const Deadline deadline(patience_ms);
  std::string text;
  while (!deadline.has_passed() && text.find(kStarted) == text.npos) {
    TRY(const Bytes bytes, link.read(deadline.left_ms()));
    text += as_text(bytes);
    if (text.size() > kMaxText_bytes) text.erase(0, text.size() - kMaxText_bytes / 2);
  }
  return Done{};
}

}  // namespace tinsmith::devices
