#include "devices/simulated_memory.h"

#include <algorithm>
#include <fstream>

#include "base/files.h"
#include "devices/esp_rom.h"

namespace tinsmith::devices {
namespace {

constexpr std::byte kErased{0xFF};

}  // namespace

SimulatedMemory::SimulatedMemory(std::size_t size_bytes) : bytes_(size_bytes, kErased) {}

Result<SimulatedMemory> SimulatedMemory::kept_in(const std::filesystem::path& file, std::size_t size_bytes) {
  SimulatedMemory memory(size_bytes);
  memory.file_ = file;
  std::error_code error;
  if (!std::filesystem::exists(file, error)) {
    TRY_DONE(write_file(file, memory.bytes_));
    return memory;
  }
  TRY(memory.bytes_, read_file(file));
  if (memory.bytes_.size() == size_bytes) return memory;
  return fail(Fault::Corrupt, "{} has {} bytes; the flash of this board has {}: give another file",
              file.string(), memory.bytes_.size(), size_bytes);
}

bool SimulatedMemory::is_blank() const {
  return std::all_of(bytes_.begin(), bytes_.end(), [](std::byte byte) { return byte == kErased; });
}

std::size_t SimulatedMemory::powered(std::size_t offset, std::size_t count) {
  if (offset >= bytes_.size()) return 0;
  count = std::min(count, bytes_.size() - offset);
  if (powered_bytes_ == kUnlimited) return count;
  count = static_cast<std::size_t>(std::min<std::uint64_t>(count, powered_bytes_));
  powered_bytes_ -= count;
  return count;
}

void SimulatedMemory::erase(std::size_t offset, std::size_t count) {
  if (count == 0) return;
  const std::size_t begin = offset / kFlashSector_bytes * kFlashSector_bytes;
  const std::size_t end = (offset + count + kFlashSector_bytes - 1) / kFlashSector_bytes * kFlashSector_bytes;
  const std::size_t erased = powered(begin, end - begin);
  std::fill_n(bytes_.begin() + static_cast<std::ptrdiff_t>(begin), erased, kErased);
  for (std::size_t i = 0; i < erased; i += kFlashSector_bytes)
    changed_sectors_.insert((begin + i) / kFlashSector_bytes);
}

void SimulatedMemory::program(std::size_t offset, ByteView bytes) {
  const std::size_t count = powered(offset, bytes.size());
  for (std::size_t i = 0; i < count; ++i) bytes_[offset + i] &= bytes[i];
  for (std::size_t i = 0; i < count; i += kFlashSector_bytes)
    changed_sectors_.insert((offset + i) / kFlashSector_bytes);
  if (count > 0) changed_sectors_.insert((offset + count - 1) / kFlashSector_bytes);
}

void SimulatedMemory::replace(std::size_t offset, ByteView bytes) {
  CHECK(offset + bytes.size() <= bytes_.size(), "{} bytes at {} leave the flash", bytes.size(), offset);
  const std::size_t begin = offset / kFlashSector_bytes * kFlashSector_bytes;
  const std::size_t end =
      (offset + bytes.size() + kFlashSector_bytes - 1) / kFlashSector_bytes * kFlashSector_bytes;
  Bytes sectors(bytes_.begin() + static_cast<std::ptrdiff_t>(begin),
                bytes_.begin() + static_cast<std::ptrdiff_t>(end));
  std::copy(bytes.begin(), bytes.end(), sectors.begin() + static_cast<std::ptrdiff_t>(offset - begin));
  erase(begin, end - begin);
  program(begin, sectors);
}

Result<Done> SimulatedMemory::save() {
  if (file_.empty() || changed_sectors_.empty()) return Done{};
  std::fstream file(file_, std::ios::in | std::ios::out | std::ios::binary);
  for (const std::size_t sector : changed_sectors_) {
    const std::size_t offset = sector * kFlashSector_bytes;
    file.seekp(static_cast<std::streamoff>(offset));
    const auto text = as_text(ByteView(bytes_).subspan(offset, kFlashSector_bytes));
    file.write(text.data(), static_cast<std::streamsize>(text.size()));
  }
  file.flush();
  if (!file) return fail(Fault::Unavailable, "cannot write {}", file_.string());
  changed_sectors_.clear();
  return Done{};
}

}  // namespace tinsmith::devices
