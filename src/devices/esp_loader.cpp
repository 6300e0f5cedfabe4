#include "devices/esp_loader.h"

#include <zlib.h>

#include <algorithm>

#include "devices/deadline.h"

namespace tinsmith::devices {
namespace {

constexpr std::int64_t kUsual_ms = 3000, kSync_ms = 150;
constexpr std::int32_t kLines_ms = 100;
// Upper limits of the chip's times, as Espressif's own program has them.
constexpr std::int64_t kErase_ms_per_mb = 30'000, kWrite_ms_per_mb = 40'000, kMd5_ms_per_mb = 8'000;

std::int64_t time_for(std::size_t count, std::int64_t ms_per_mb) {
  constexpr std::size_t kMb = 1'000'000;
  return kUsual_ms + static_cast<std::int64_t>(count) * ms_per_mb / static_cast<std::int64_t>(kMb);
}

Bytes words(std::initializer_list<std::uint32_t> values) {
  return bytes_of(std::span<const std::uint32_t>(values.begin(), values.size()));
}

std::string_view doing_of(RomCommand command) {
  switch (command) {
    case RomCommand::FlashBegin:
    case RomCommand::DeflateBegin:
      return "erase its flash";
    case RomCommand::FlashData:
    case RomCommand::DeflateData:
      return "write its flash";
    case RomCommand::ReadFlash:
      return "read its flash";
    case RomCommand::Md5:
      return "verify its flash";
    default:
      return "describe itself";
  }
}

Result<Bytes> deflated(ByteView bytes) {
  Bytes output(::compressBound(static_cast<uLong>(bytes.size())));
  auto size = static_cast<uLongf>(output.size());
  const int code = ::compress2(reinterpret_cast<Bytef*>(output.data()), &size,
                               reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()),
                               Z_BEST_COMPRESSION);
  CHECK(code == Z_OK, "zlib compresses {} bytes with code {}", bytes.size(), code);
  output.resize(size);
  return output;
}

// RTS restarts the chip; DTR, when it was on before, makes it start in its loader.
Result<Done> restart_in_loader(Link& link) {
  TRY_DONE(link.set_lines({}));
  link.pause(kLines_ms);
  TRY_DONE(link.set_lines({.dtr = true, .rts = false}));
  link.pause(kLines_ms);
  // Through both on: with both off, the request would be forgotten.
  TRY_DONE(link.set_lines({.dtr = true, .rts = true}));
  TRY_DONE(link.set_lines({.dtr = false, .rts = true}));
  link.pause(kLines_ms);
  return link.set_lines({});
}

}  // namespace

Result<Done> restart_esp(Link& link) {
  TRY_DONE(link.set_lines({}));
  link.pause(kLines_ms);
  TRY_DONE(link.set_lines({.dtr = false, .rts = true}));
  link.pause(kLines_ms);
  return link.set_lines({});
}

Error EspLoader::silent(std::string_view doing) const {
  return fail(
      Fault::Unavailable,
      "the board at {} does not answer when it should {}; unplug it, plug it in and do the same again: "
      "its loader cannot be overwritten",
      link_->name(), doing);
}

Result<EspLoader> EspLoader::start(Link& link) {
  constexpr int kRestarts = 3, kSyncs = 4;
  EspLoader loader(link);
  for (int restart = 0; restart < kRestarts; ++restart) {
    TRY_DONE(restart_in_loader(link));
    for (int i = 0; i < kSyncs; ++i) {
      TRY(const bool is_there, loader.sync());
      if (!is_there) continue;
      TRY_DONE(loader.identify());
      return loader;
    }
  }
  return fail(Fault::Unavailable,
              "the board at {} did not start its loader; hold its button BOOT, press RESET, let go of BOOT, "
              "and do the same again. Only boards with an ESP32-S3 can be written so",
              link.name());
}

Result<bool> EspLoader::sync() {
  Bytes greeting{std::byte{0x07}, std::byte{0x07}, std::byte{0x12}, std::byte{0x20}};
  greeting.resize(36, std::byte{0x55});
  auto answer = ask(RomCommand::Sync, greeting, kSync_ms);
  if (answer) return true;
  TRY_DONE(link_->write(slip_packet({})));  // a link that has gone says so
  return false;
}

Result<Done> EspLoader::identify() {
  TRY(const auto chip, read_register(kChipRegister));
  if (chip != kChipIsEsp32S3)
    return fail(
        Fault::Unsupported,
        "the board at {} has another chip (mark {:#x}) than the ESP32-S3 (mark {:#x}); Tinsmith does not "
        "write to it",
        link_->name(), chip, kChipIsEsp32S3);
  // Otherwise they would restart the chip in the middle of a write.
  TRY_DONE(write_register(kWatchdogLock, kWatchdogKey));
  TRY_DONE(write_register(kWatchdogRegister, 0));
  TRY_DONE(write_register(kWatchdogLock, 0));
  TRY_DONE(write_register(kSuperWatchdogLock, kSuperWatchdogKey));
  TRY_DONE(write_register(kSuperWatchdogRegister, kSuperWatchdogFeedsItself, kSuperWatchdogFeedsItself));
  TRY_DONE(write_register(kSuperWatchdogLock, 0));
  TRY(const auto low, read_register(kAddressRegister));
  TRY(const auto high, read_register(kAddressRegister + sizeof low));
  chip_.address = fmt::format("{:02x}:{:02x}:{:02x}:{:02x}:{:02x}:{:02x}", high >> 8 & 0xFF, high & 0xFF,
                              low >> 24, low >> 16 & 0xFF, low >> 8 & 0xFF, low & 0xFF);
  TRY_DONE(ask(RomCommand::AttachFlash, words({0, 0}), kUsual_ms));
  TRY(const auto identity, flash_identity());
  constexpr std::uint32_t kMinExponent = 18, kMaxExponent = 27;
  const std::uint32_t exponent = identity >> 16 & 0xFF;
  if (exponent < kMinExponent || exponent > kMaxExponent)
    return fail(
        Fault::Unavailable,
        "the flash of the board at {} states no size (identity {:#08x}); unplug it, plug it in and try again",
        link_->name(), identity);
  chip_.flash_bytes = std::uint64_t{1} << exponent;
  constexpr std::uint32_t kBlock_bytes = 65536, kPage_bytes = 256, kStatus = 0xFFFF;
  TRY_DONE(ask(RomCommand::SetFlashParameters,
               words({0, static_cast<std::uint32_t>(chip_.flash_bytes), kBlock_bytes, kFlashSector_bytes,
                      kPage_bytes, kStatus}),
               kUsual_ms));
  return Done{};
}

Result<EspLoader::Answer> EspLoader::ask(RomCommand command, ByteView data, std::int64_t timeout_ms,
                                         std::uint32_t checksum) {
  TRY_DONE(link_->write(slip_packet(rom_request(command, data, checksum))));
  const Deadline deadline(static_cast<double>(timeout_ms));
  for (;;) {
    const std::int32_t left_ms = deadline.left_ms();
    if (left_ms == 0) return silent(doing_of(command));
    TRY(const Bytes bytes, link_->read(left_ms));
    for (const Bytes& packet : packets_.take(bytes)) {
      const auto reply = read_rom_reply(packet);
      // Others are late answers to an earlier request, such as the eight to one Sync.
      if (!reply || reply->command != command) continue;
      if (!reply->is_done)
        return fail(
            Fault::Unavailable,
            "the loader of the board at {} could not {} (reason {}); unplug it, plug it in and do the same "
            "again",
            link_->name(), doing_of(command), static_cast<int>(reply->reason));
      return Answer{reply->value, Bytes(reply->data.begin(), reply->data.end())};
    }
  }
}

Result<std::uint32_t> EspLoader::read_register(std::uint32_t address) {
  TRY(const auto answer, ask(RomCommand::ReadRegister, words({address}), kUsual_ms));
  return answer.value;
}

Result<Done> EspLoader::write_register(std::uint32_t address, std::uint32_t value, std::uint32_t mask) {
  TRY_DONE(ask(RomCommand::WriteRegister, words({address, value, mask, 0}), kUsual_ms));
  return Done{};
}

// Lets the chip send the flash the command that asks for its identity.
Result<std::uint32_t> EspLoader::flash_identity() {
  constexpr std::uint32_t kIdentity_bits = 24;
  constexpr int kLooks = 10;
  TRY_DONE(write_register(kFlashReadLengthRegister, kIdentity_bits - 1));
  TRY_DONE(write_register(kFlashUseRegister, kFlashUseOpcode | kFlashUseInput));
  TRY_DONE(write_register(kFlashOpcodeRegister, kFlashOpcodeBits | kFlashReadIdentity));
  TRY_DONE(write_register(kFlashWordRegister, 0));
  TRY_DONE(write_register(kFlashCommandRegister, kFlashUse));
  for (int i = 0; i < kLooks; ++i) {
    TRY(const auto state, read_register(kFlashCommandRegister));
    if ((state & kFlashUse) == 0) return read_register(kFlashWordRegister);
  }
  return silent("read its flash");
}

Result<Done> EspLoader::check_area(std::uint64_t offset, std::uint64_t count) const {
  if (offset + count <= chip_.flash_bytes) return Done{};
  return fail(Fault::InvalidInput,
              "{} bytes at {:#x} do not fit into the {} bytes of flash of the board at {}", count, offset,
              chip_.flash_bytes, link_->name());
}

Result<std::string> EspLoader::md5(std::uint32_t offset, std::size_t count) {
  constexpr std::size_t kDigits = 32;
  TRY_DONE(check_area(offset, count));
  TRY(const auto answer, ask(RomCommand::Md5, words({offset, static_cast<std::uint32_t>(count), 0, 0}),
                             time_for(count, kMd5_ms_per_mb)));
  const std::string text(as_text(answer.data));
  if (text.size() == kDigits && text.find_first_not_of("0123456789abcdef") == text.npos) return text;
  return fail(Fault::Corrupt, "the loader of the board at {} answers no MD5; try again", link_->name());
}

Result<Bytes> EspLoader::read(std::uint32_t offset, std::size_t count, Progress& progress) {
  TRY_DONE(check_area(offset, count));
  Bytes all;
  while (all.size() < count) {
    if (progress.should_stop()) return fail(Fault::Cancelled, "stopped before anything was written");
    progress.report("reading", static_cast<double>(all.size()), static_cast<double>(count));
    const std::size_t wanted = std::min(kRomRead_bytes, count - all.size());
    TRY(const auto answer,
        ask(RomCommand::ReadFlash,
            words({offset + static_cast<std::uint32_t>(all.size()), static_cast<std::uint32_t>(wanted)}),
            kUsual_ms));
    if (answer.data.size() < wanted)
      return fail(Fault::Corrupt,
                  "the loader of the board at {} answers {} bytes of flash instead of {}; try again",
                  link_->name(), answer.data.size(), wanted);
    all.insert(all.end(), answer.data.begin(), answer.data.begin() + static_cast<std::ptrdiff_t>(wanted));
  }
  return all;
}

Result<Done> EspLoader::write(std::uint32_t offset, ByteView bytes, Progress& progress) {
  CHECK(offset % kFlashSector_bytes == 0, "a write at {:#x}, inside a sector", offset);
  TRY_DONE(check_area(offset, bytes.size()));
  TRY(const Bytes stream, deflated(bytes));
  const std::size_t count = (stream.size() + kRomWrite_bytes - 1) / kRomWrite_bytes;
  const std::size_t erased = (bytes.size() + kRomWrite_bytes - 1) / kRomWrite_bytes * kRomWrite_bytes;
  // The last 0: not encrypted.
  TRY_DONE(ask(RomCommand::DeflateBegin,
               words({static_cast<std::uint32_t>(erased), static_cast<std::uint32_t>(count), kRomWrite_bytes,
                      offset, 0}),
               time_for(erased, kErase_ms_per_mb)));
  for (std::size_t i = 0; i < count; ++i) {
    progress.report("writing", static_cast<double>(i), static_cast<double>(count));
    const ByteView part = ByteView(stream).subspan(
        i * kRomWrite_bytes, std::min(kRomWrite_bytes, stream.size() - i * kRomWrite_bytes));
    Bytes data =
        words({static_cast<std::uint32_t>(part.size()), static_cast<std::uint32_t>(i), std::uint32_t{0}, 0});
    data.insert(data.end(), part.begin(), part.end());
    // A packet can inflate to all of the bytes.
    TRY_DONE(
        ask(RomCommand::DeflateData, data, time_for(bytes.size(), kWrite_ms_per_mb), rom_checksum(part)));
  }
  return Done{};
}

Result<Done> EspLoader::restart() {
  // It could have been set by another program; the chip would then start in its loader again.
  TRY_DONE(write_register(kForceLoaderRegister, 0, kForceLoader));
  return restart_esp(*link_);
}

}  // namespace tinsmith::devices
