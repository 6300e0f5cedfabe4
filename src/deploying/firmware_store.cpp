#include "deploying/firmware_store.h"

#include <algorithm>

#include "base/files.h"
#include "devices/esp_image.h"
#include "devices/flash_update.h"
#include "files/source.h"

namespace tinsmith::deploying {
namespace {

constexpr std::uint64_t kMaxPart_bytes = std::uint64_t{4} << 20, kMaxRelease_bytes = std::uint64_t{64} << 20;

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

// A file of a release while the files are sorted out; without bytes: not found yet.
struct SortedPart {
  Bytes bytes;
  std::string file;

  Result<Done> take(Bytes found, const std::string& found_file, std::string_view what) {
    if (!bytes.empty())
      return fail(Fault::InvalidInput, "{} and {} are both {}; give the three files of one firmware", file,
                  found_file, what);
    bytes = std::move(found);
    file = found_file;
    return Done{};
  }
};

struct Sorted {
  SortedPart bootloader, table, program;
  devices::EspProgram about;

  Result<Done> take(Bytes bytes, const std::string& file) {
    if (devices::read_partition_table(bytes)) return table.take(std::move(bytes), file, "partition tables");
    TRY(const auto found, devices::read_esp_program(bytes).during("reading " + file));
    if (is_bootloader(found)) return bootloader.take(std::move(bytes), file, "bootloaders");
    about = found;
    return program.take(std::move(bytes), file, "programs");
  }

  // A zip also holds other things: those that are neither a table nor begin as a program are left out.
  Result<Done> take_zip(const std::filesystem::path& zip) {
    constexpr std::byte kBeginsAProgram{0xE9};
    TRY(const auto source, files::open_source(zip));
    for (const files::Entry& entry : source->entries()) {
      if (entry.size_bytes == 0 || entry.size_bytes > kMaxPart_bytes) continue;
      TRY(Bytes bytes, source->read(entry.path));
      if (bytes.empty() || (bytes[0] != kBeginsAProgram && !devices::read_partition_table(bytes))) continue;
      TRY_DONE(take(std::move(bytes), zip.string() + ": " + entry.path));
    }
    return Done{};
  }
};

bool is_zip(const std::filesystem::path& file) {
  constexpr std::string_view kBeginsAZip = "PK";
  const auto start = read_file(file, kMaxRelease_bytes);
  return start && as_text(*start).starts_with(kBeginsAZip);
}

}  // namespace

Result<Firmware> check_firmware(const std::vector<std::filesystem::path>& files) {
  Sorted sorted;
  for (const auto& file : files) {
    if (is_zip(file)) {
      TRY_DONE(sorted.take_zip(file));
      continue;
    }
    TRY(Bytes bytes, read_file(file, kMaxPart_bytes));
    TRY_DONE(sorted.take(std::move(bytes), file.string()));
  }
  if (sorted.bootloader.bytes.empty() || sorted.table.bytes.empty() || sorted.program.bytes.empty())
    return fail(Fault::InvalidInput,
                "a firmware has three files: the bootloader (bootloader.bin), the partition table "
                "(partition-table.bin) and the program; of these there are {}{}{}",
                sorted.bootloader.bytes.empty() ? "" : "the bootloader ",
                sorted.table.bytes.empty() ? "" : "the table ",
                sorted.program.bytes.empty() ? "no program" : "the program");
  TRY(const auto table, devices::read_partition_table(sorted.table.bytes));
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
  if (sorted.program.bytes.size() > place->size || sorted.bootloader.bytes.size() > devices::kTableOffset ||
      sorted.table.bytes.size() > offset - devices::kTableOffset)
    return fail(Fault::InvalidInput, "the program has {} bytes, and its table gives it {}",
                sorted.program.bytes.size(), place->size);
  return Firmware{*line,
                  sorted.about.name,
                  sorted.about.version,
                  {{devices::kBootloaderOffset, sorted.bootloader.bytes},
                   {devices::kTableOffset, sorted.table.bytes},
                   {offset, sorted.program.bytes}}};
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
                "the board has no SSCMA firmware. Download Seeed's release for the XIAO ESP32-S3 and run: "
                "tinsmith device firmware add RELEASE.zip; then do the same again");
  for (const FirmwarePart& part : all[0].parts) {
    const Bytes image = devices::whole_sectors(part.bytes);
    TRY(const auto ranges, devices::differing_ranges(loader, part.offset, image));
    TRY_DONE(devices::update_flash(loader, part.offset, image, ranges, progress));
  }
  return all[0].line;
}

}  // namespace tinsmith::deploying
