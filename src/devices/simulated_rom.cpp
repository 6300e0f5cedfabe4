#include "devices/simulated_rom.h"

#include <zlib.h>

#include <algorithm>

#include "devices/md5.h"

namespace tinsmith::devices {
namespace {

constexpr std::string_view kGreeting =
    "ESP-ROM:esp32s3-20210327\r\nBuild:Mar 27 2021\r\nrst:0x15 (USB_UART_CHIP_RESET),boot:0x0 "
    "(DOWNLOAD(USB/UART0))\r\nwaiting for download\r\n";
constexpr std::uint32_t kFlashIdentity = 0x1740C8;  // GigaDevice, 8 MiB
constexpr std::uint32_t kSyncValue = 0x20120707;
constexpr std::uint32_t kUsbPortRegister = 0x3FCEF14C, kUsbSerialJtag = 4;
constexpr int kSyncReplies = 8;
constexpr std::size_t kDataHead_bytes = 16;

}  // namespace

// zlib's state, with the bytes that it writes to the flash.
class Inflating {
 public:
  Inflating() { is_valid_ = ::inflateInit(&stream_) == Z_OK; }
  Inflating(const Inflating&) = delete;
  Inflating& operator=(const Inflating&) = delete;
  ~Inflating() { ::inflateEnd(&stream_); }

  // Calls `write` with what the bytes inflate to. False: they are no zlib stream, or `write` is false.
  template <class Write>
  bool take(ByteView bytes, const Write& write) {
    Bytes input(bytes.begin(), bytes.end()), output(kFlashSector_bytes);
    stream_.next_in = reinterpret_cast<Bytef*>(input.data());
    stream_.avail_in = static_cast<uInt>(input.size());
    while (is_valid_ && !has_ended_) {
      stream_.next_out = reinterpret_cast<Bytef*>(output.data());
      stream_.avail_out = static_cast<uInt>(output.size());
      const int code = ::inflate(&stream_, Z_NO_FLUSH);
      const std::size_t count = output.size() - stream_.avail_out;
      has_ended_ = code == Z_STREAM_END;
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) return false;
      if (!write(ByteView(output).first(count))) return false;
      if (count == 0 || (stream_.avail_in == 0 && stream_.avail_out > 0)) break;
    }
    return is_valid_;
  }

 private:
  z_stream stream_{};
  bool is_valid_ = false, has_ended_ = false;
};

SimulatedRom::SimulatedRom(SimulatedMemory& flash) : flash_(flash), output_(kGreeting) {
  registers_[kChipRegister] = kChipIsEsp32S3;
  registers_[kUsbPortRegister] = kUsbSerialJtag;
  // 02:54:49:4e:53:4d, an address that belongs to no maker.
  registers_[kAddressRegister] = 0x494E534D;
  registers_[kAddressRegister + 4] = 0x0254;
}
SimulatedRom::~SimulatedRom() = default;

std::uint32_t SimulatedRom::word_of(const RomRequest& request, std::size_t index) {
  const std::size_t offset = index * sizeof(std::uint32_t);
  if (offset + sizeof(std::uint32_t) > request.data.size()) return 0;
  return values_of<std::uint32_t>(request.data.subspan(offset, sizeof(std::uint32_t)))[0];
}

void SimulatedRom::take(ByteView bytes) {
  for (const Bytes& packet : packets_.take(bytes)) {
    if (!flash_.has_power() || has_left_) return;
    if (const auto request = read_rom_request(packet)) carry_out(*request);
  }
}

void SimulatedRom::answer(const RomRequest& request, RomReason reason, ByteView data, std::uint32_t value) {
  if (!flash_.has_power()) return;
  output_ += as_text(slip_packet(rom_reply(request.command, value, data, reason)));
}

void SimulatedRom::carry_out(const RomRequest& request) {
  const bool needs_flash = request.command == RomCommand::FlashBegin ||
                           request.command == RomCommand::DeflateBegin ||
                           request.command == RomCommand::Md5 || request.command == RomCommand::ReadFlash;
  if (needs_flash && !is_attached_) return answer(request, RomReason::CannotAct);
  switch (request.command) {
    case RomCommand::Sync:
      for (int i = 0; i < kSyncReplies; ++i) answer(request, RomReason::None, {}, kSyncValue);
      return;
    case RomCommand::ReadRegister:
      return answer(request, RomReason::None, {}, registers_[word_of(request, 0)]);
    case RomCommand::WriteRegister:
      write_register(word_of(request, 0), word_of(request, 1), word_of(request, 2));
      return answer(request, RomReason::None);
    case RomCommand::AttachFlash:
      is_attached_ = true;
      return answer(request, RomReason::None);
    case RomCommand::SetFlashParameters:
    case RomCommand::ChangeSpeed:
      return answer(request, RomReason::None);
    case RomCommand::FlashBegin:
    case RomCommand::DeflateBegin:
      return answer(request, begin(request, request.command == RomCommand::DeflateBegin));
    case RomCommand::FlashData:
    case RomCommand::DeflateData:
      return answer(request, take_data(request));
    case RomCommand::FlashEnd:
    case RomCommand::DeflateEnd:
      answer(request, RomReason::None);
      has_left_ = word_of(request, 0) == 0;  // 1: stay
      return;
    case RomCommand::ReadFlash:
      return read_flash(request);
    case RomCommand::Md5:
      return hash_flash(request);
  }
  answer(request, RomReason::InvalidMessage);
}

void SimulatedRom::write_register(std::uint32_t address, std::uint32_t value, std::uint32_t mask) {
  registers_[address] = (registers_[address] & ~mask) | (value & mask);
  if (address != kFlashCommandRegister || (value & kFlashUse) == 0) return;
  constexpr std::uint32_t kOpcode = 0xFFFF;
  if ((registers_[kFlashOpcodeRegister] & kOpcode) == kFlashReadIdentity)
    registers_[kFlashWordRegister] = kFlashIdentity;
  registers_[kFlashCommandRegister] = 0;  // done
}

RomReason SimulatedRom::begin(const RomRequest& request, bool is_deflated) {
  const std::uint64_t size = word_of(request, 0), offset = word_of(request, 3);
  if (!is_in_flash(offset, size)) return RomReason::CannotWrite;
  flash_.erase(offset, size);
  is_writing_ = true;
  position_ = offset;
  end_ = offset + (size + kFlashSector_bytes - 1) / kFlashSector_bytes * kFlashSector_bytes;
  next_packet_ = 0;
  inflating_ = is_deflated ? std::make_unique<Inflating>() : nullptr;
  return RomReason::None;
}

RomReason SimulatedRom::take_data(const RomRequest& request) {
  const bool is_deflated = request.command == RomCommand::DeflateData;
  if (!is_writing_ || is_deflated != (inflating_ != nullptr) || request.data.size() < kDataHead_bytes)
    return RomReason::InvalidMessage;
  const ByteView data = request.data.subspan(kDataHead_bytes);
  if (word_of(request, 0) != data.size() || word_of(request, 1) != next_packet_)
    return RomReason::InvalidMessage;
  if (rom_checksum(data) != request.checksum) return RomReason::WrongChecksum;
  ++next_packet_;
  const auto write = [&](ByteView part) {
    if (position_ + part.size() > end_) return false;
    flash_.program(position_, part);
    position_ += part.size();
    return true;
  };
  if (!is_deflated) return write(data) ? RomReason::None : RomReason::CannotWrite;
  return inflating_->take(data, write) ? RomReason::None : RomReason::CannotInflate;
}

void SimulatedRom::read_flash(const RomRequest& request) {
  const std::uint64_t offset = word_of(request, 0), count = word_of(request, 1);
  if (count > kRomRead_bytes) return answer(request, RomReason::TooMuchToRead);
  if (!is_in_flash(offset, count)) return answer(request, RomReason::CannotRead);
  const ByteView part = flash_.bytes().subspan(offset, count);
  Bytes data(part.begin(), part.end());
  data.resize(kRomRead_bytes);
  answer(request, RomReason::None, data);
}

void SimulatedRom::hash_flash(const RomRequest& request) {
  const std::uint64_t offset = word_of(request, 0), count = word_of(request, 1);
  if (!is_in_flash(offset, count)) return answer(request, RomReason::CannotRead);
  answer(request, RomReason::None, as_bytes(md5_of(flash_.bytes().subspan(offset, count))));
}

}  // namespace tinsmith::devices
