#include "deploying/firmware_store.h"

#include <algorithm>

#include "base/files.h"
#include "devices/esp_image.h"
#include "devices/flash_update.h"

namespace tinsmith::deploying {
namespace {

constexpr std::uint64_t kMaxPart_bytes = std::uint64_t{4} << 20;

// A program states its name; a bootloader has none.
bool is_bootloader(const devices::EspProgram& program) {
  return program.name.empty();
}

std::filesystem::path folder_of(devices::Dialect line, const std::filesystem::path& data_folder) {
  return data_folder / "boards" / "firmware" / std::string(name_of(line));
}

std::string file_name(const FirmwarePart& part) {
  return fmt::format("{:06x}.bin", part.offset);
}

// The three files while they are sorted out.
struct Sorted {
  Bytes bootloader, table, program;
  devices::EspProgram about;

  Result<Done> take(const std::filesystem::path& file) {
    TRY(Bytes bytes, read_file(file, kMaxPart_bytes));
    if (devices::read_partition_table(bytes)) {
      table = std::move(bytes);
      return Done{};
    }
    TRY(const auto program_in_file, devices::read_esp_program(bytes).during("reading " + file.string()));
    if (is_bootloader(program_in_file)) {
      bootloader = std::move(bytes);
    } else {
      program = std::move(bytes);
      about = program_in_file;
    }
    return Done{};
  }
};

}  // namespace

Result<Firmware> check_firmware(const std::vector<std::filesystem::path>& files) {
  Sorted sorted;
  for (const auto& file : files) TRY_DONE(sorted.take(file));
  constexpr std::size_t kParts = 3;
  if (files.size() != kParts || sorted.bootloader.empty() || sorted.table.empty() || sorted.program.empty())
    return fail(Fault::InvalidInput,
                "a firmware has three files: the bootloader (bootloader.bin), the partition table "
                "(partition-table.bin) and the program; of these {} there are {}{}{}",
                files.size(), sorted.bootloader.empty() ? "" : "the bootloader ",
                sorted.table.empty() ? "" : "the table ",
                sorted.program.empty() ? "no program" : "the program");
  TRY(const auto table, devices::read_partition_table(sorted.table));
  const auto line = devices::sscma_line_of(table);
  if (!line)
    return fail(Fault::Unsupported,
                "this is no SSCMA firmware for the XIAO ESP32-S3: its partition table has no place for "
                "models at {:#x}",
                devices::kModelsOffset);
  const std::uint32_t offset =
      *line == devices::Dialect::V1 ? devices::kProgramOffsetV1 : devices::kProgramOffsetV2;
  const auto place = std::find_if(table.begin(), table.end(),
                                  [&](const devices::Partition& one) { return one.offset == offset; });
  if (sorted.program.size() > place->size || sorted.bootloader.size() > devices::kTableOffset ||
      sorted.table.size() > offset - devices::kTableOffset)
    return fail(Fault::InvalidInput, "the program has {} bytes, and its table gives it {}",
                sorted.program.size(), place->size);
  return Firmware{*line,
                  sorted.about.name,
                  sorted.about.version,
                  {{devices::kBootloaderOffset, sorted.bootloader},
                   {devices::kTableOffset, sorted.table},
                   {offset, sorted.program}}};
}

Result<Firmware> add_firmware(const std::vector<std::filesystem::path>& files,
                              const std::filesystem::path& data_folder) {
  TRY(auto firmware, check_firmware(files));
  const auto folder = folder_of(firmware.line, data_folder);
  TRY_DONE(make_folder(folder));
  for (const FirmwarePart& part : firmware.parts) TRY_DONE(write_file(folder / file_name(part), part.bytes));
  return firmware;
}

Result<std::vector<Firmware>> added_firmware(const std::filesystem::path& data_folder) {
  std::vector<Firmware> all;
  for (const devices::Dialect line : {devices::Dialect::V2, devices::Dialect::V1}) {
    const auto folder = folder_of(line, data_folder);
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, error))
      files.push_back(entry.path());
    if (files.empty()) continue;
    TRY(auto firmware, check_firmware(files).during("reading " + folder.string()));
    all.push_back(std::move(firmware));
  }
  return all;
}

Result<devices::Dialect> install_firmware(devices::EspLoader& loader,
                                          const std::filesystem::path& data_folder, Progress& progress) {
  TRY(const auto all, added_firmware(data_folder));
  if (all.empty())
    return fail(Fault::NotFound,
                "the board has no SSCMA firmware. Download Seeed's release for the XIAO ESP32-S3, unpack it, "
                "and run: "
                "tinsmith device firmware add bootloader.bin partition-table.bin PROGRAM.bin; then do the "
                "same again");
  for (const FirmwarePart& part : all[0].parts) {
    const Bytes image = devices::whole_sectors(part.bytes);
    TRY(const auto ranges, devices::differing_ranges(loader, part.offset, image));
    TRY_DONE(devices::update_flash(loader, part.offset, image, ranges, progress));
  }
  return all[0].line;
}

}  // namespace tinsmith::deploying
