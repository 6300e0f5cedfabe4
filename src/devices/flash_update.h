// devices/flash_update.h — brings a part of a board's flash to new bytes: only what differs is written, and verified.
#pragma once

#include <vector>

#include "devices/esp_loader.h"

namespace tinsmith::devices {

// A part of what is to be written, in whole sectors.
struct FlashRange {
  std::size_t begin = 0, end = 0;  // bytes, from the beginning of the image
  friend bool operator==(const FlashRange&, const FlashRange&) = default;
};

// The image with erased bytes (0xFF) up to the end of its last sector.
Bytes whole_sectors(ByteView image);

// Returns the parts in which the flash differs from the image, by the chip's own hashes.
Result<std::vector<FlashRange>> differing_ranges(EspLoader& loader, std::uint32_t offset, ByteView image);

// Writes these parts, and verifies all of the image. The first sector, by which the firmware recognises a model, is erased
// before all others and written after them: if the power fails in between, there is no model instead of half of one. Only while
// that sector is written, for some milliseconds, can a model be there whose first 4 KiB are not whole.
// Preconditions: the image has whole sectors, and is not empty.
//   Unavailable  also: the flash has other bytes than were written
Result<Done> update_flash(EspLoader& loader, std::uint32_t offset, ByteView image,
                          const std::vector<FlashRange>& ranges, Progress& progress);

}  // namespace tinsmith::devices
