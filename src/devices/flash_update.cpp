#include "devices/flash_update.h"

#include <algorithm>

#include "devices/md5.h"

namespace tinsmith::devices {
namespace {

// One hash takes the chip some milliseconds.
constexpr std::size_t kCompared_bytes = 65536;

// Reports the bytes of several writes as those of one.
class OneWrite final : public Progress {
 public:
  OneWrite(Progress& progress, std::size_t all_bytes) : progress_(progress), all_bytes_(all_bytes) {}
  Progress& of_next(std::size_t part_bytes) {
    before_bytes_ += part_bytes_;
    part_bytes_ = part_bytes;
    return *this;
  }
  void report(std::string_view stage, double done, double total) override {
    const double part = total > 0 ? done / total : 0;
    progress_.report(stage, static_cast<double>(before_bytes_) + part * static_cast<double>(part_bytes_),
                     static_cast<double>(all_bytes_));
  }
  bool should_stop() const override { return progress_.should_stop(); }

 private:
  Progress& progress_;
  std::size_t all_bytes_, before_bytes_ = 0, part_bytes_ = 0;
};

}  // namespace

Bytes whole_sectors(ByteView image) {
  Bytes sectors(image.begin(), image.end());
  sectors.resize((image.size() + kFlashSector_bytes - 1) / kFlashSector_bytes * kFlashSector_bytes,
                 std::byte{0xFF});
  return sectors;
}

Result<std::vector<FlashRange>> differing_ranges(EspLoader& loader, std::uint32_t offset, ByteView image) {
  std::vector<FlashRange> ranges;
  TRY(const std::string all, loader.md5(offset, image.size()));
  if (all == md5_of(image)) return ranges;
  for (std::size_t begin = 0; begin < image.size(); begin += kCompared_bytes) {
    const std::size_t end = std::min(begin + kCompared_bytes, image.size());
    TRY(const std::string found, loader.md5(offset + static_cast<std::uint32_t>(begin), end - begin));
    if (found == md5_of(image.subspan(begin, end - begin))) continue;
    if (!ranges.empty() && ranges.back().end == begin) {
      ranges.back().end = end;
    } else {
      ranges.push_back({begin, end});
    }
  }
  return ranges;
}

Result<Done> update_flash(EspLoader& loader, std::uint32_t offset, ByteView image,
                          const std::vector<FlashRange>& ranges, Progress& progress) {
  CHECK(!image.empty() && image.size() % kFlashSector_bytes == 0, "an image of {} bytes", image.size());
  if (ranges.empty()) return Done{};
  const Bytes erased(kFlashSector_bytes, std::byte{0xFF});
  std::size_t all_bytes = 2 * kFlashSector_bytes;
  for (const FlashRange& range : ranges)
    if (const std::size_t begin = std::max(range.begin, kFlashSector_bytes); begin < range.end)
      all_bytes += range.end - begin;
  OneWrite whole(progress, all_bytes);
  TRY_DONE(loader.write(offset, erased, whole.of_next(erased.size())));
  for (const FlashRange& range : ranges) {
    const std::size_t begin = std::max(range.begin, kFlashSector_bytes);
    if (begin >= range.end) continue;
    TRY_DONE(loader.write(offset + static_cast<std::uint32_t>(begin), image.subspan(begin, range.end - begin),
                          whole.of_next(range.end - begin)));
  }
  TRY_DONE(loader.write(offset, image.first(kFlashSector_bytes), whole.of_next(kFlashSector_bytes)));
  TRY(const std::string found, loader.md5(offset, image.size()));
  if (found == md5_of(image)) return Done{};
  return fail(
      Fault::Unavailable,
      "the flash of the board has other bytes than were written; do the same again, and if it happens "
      "again, its flash is worn out");
}

}  // namespace tinsmith::devices
