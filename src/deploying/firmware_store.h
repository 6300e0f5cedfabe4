// deploying/firmware_store.h — firmware that a vendor has released and the user has added: checked, remembered, and written to a
// board that has none. Tinsmith ships none.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/progress.h"
#include "devices/esp_loader.h"
#include "devices/sscma_data.h"

namespace tinsmith::deploying {

// One file of a firmware, and its place in the flash.
struct FirmwarePart {
  std::uint32_t offset = 0;
  Bytes bytes;
};

struct Firmware {
  devices::Dialect line = devices::Dialect::V1;
  std::string name, version;        // of the program
  std::vector<FirmwarePart> parts;  // bootloader, partition table, program
};

// Takes the three files of a release, in any order, or a zip that has them: the bootloader, the partition table and the program are
// known by what is in them.
//   InvalidInput  one of the three is missing or there twice
//   Corrupt       one is damaged
//   Unsupported   they are for another chip, or not SSCMA's
Result<Firmware> check_firmware(const std::vector<std::filesystem::path>& files);

// Remembers a firmware in the user's data folder, in place of an earlier one of its line.
Result<Firmware> add_firmware(const std::vector<std::filesystem::path>& files,
                              const std::filesystem::path& data_folder);
// Those that were added and are still whole.
Result<std::vector<Firmware>> added_firmware(const std::filesystem::path& data_folder);

// Writes the newest line that was added to a board, and verifies it.
//   NotFound  none was added; the message says how to do that
Result<devices::Dialect> install_firmware(devices::EspLoader& loader,
                                          const std::filesystem::path& data_folder, Progress& progress);

}  // namespace tinsmith::deploying
