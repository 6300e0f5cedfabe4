// devices/esp_image.h — what is in the flash of an ESP32-S3: programs, the partition table, and SSCMA's place for models.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "devices/sscma_data.h"

namespace tinsmith::devices {

inline constexpr std::size_t kXiaoFlash_bytes = std::size_t{8} << 20;
inline constexpr std::uint32_t kBootloaderOffset = 0, kTableOffset = 0x8000, kTable_bytes = 0xC00;
// SSCMA's settings and models, in both lines of the firmware.
inline constexpr std::uint32_t kSettingsOffset = 0x3D0000, kSettings_bytes = 0x30000;
inline constexpr std::uint32_t kModelsOffset = 0x400000, kModels_bytes = 0x400000;
// The program of the two lines.
inline constexpr std::uint32_t kProgramOffsetV1 = 0x10000, kProgramOffsetV2 = 0x40000;

struct EspProgram {
  std::size_t size_bytes = 0;
  std::string name, version;  // as its author states them; empty: not stated
};

// Checks a program for the ESP32-S3 at the beginning of the bytes: its head, its parts, its checksum and its hash.
//   Corrupt      it is none, or it is damaged
//   Unsupported  it is a program for another chip
Result<EspProgram> read_esp_program(ByteView bytes);

struct Partition {
  std::uint8_t type = 0, subtype = 0;  // type 0: a program; 1: data
  std::uint32_t offset = 0, size = 0;
  std::string label;
};

// Corrupt: it is no partition table.
Result<std::vector<Partition>> read_partition_table(ByteView bytes);

// The line of SSCMA's firmware that has this table. None: it belongs to another firmware.
std::optional<Dialect> sscma_line_of(const std::vector<Partition>& table);

// A model at a multiple of 1024 bytes (1.x) or 4096 bytes (2.x) in the place for models, as the firmware finds it.
struct StoredModel {
  std::int32_t slot = 0;
  std::size_t offset = 0;  // of the file, from the beginning of the place for models
  ByteView file;           // the size of a file without a head is not known: then to the end of the place
};
std::vector<StoredModel> models_in_flash(Dialect firmware, ByteView place_for_models);

// Makes a well-formed program without instructions, for a bootloader without a name, and a table as SSCMA's firmware has it, for simulated boards.
Bytes make_esp_program(const std::string& name, const std::string& version);
Bytes make_sscma_table(Dialect firmware);

}  // namespace tinsmith::devices
