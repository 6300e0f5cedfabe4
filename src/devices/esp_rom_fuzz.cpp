// Fuzzes what a device answers to the client of the loader, and what a program sends to a simulated one.
#include "devices/esp_image.h"
#include "devices/esp_rom.h"
#include "devices/simulated_rom.h"
#include "devices/slip.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tinsmith;
  const ByteView bytes = std::as_bytes(std::span(data, size));
  devices::SlipReader reader;
  for (const Bytes& packet : reader.take(bytes)) (void)devices::read_rom_reply(packet);
  devices::SimulatedMemory flash(std::size_t{1} << 16);
  devices::SimulatedRom rom(flash);
  rom.take(devices::slip_packet(devices::rom_request(devices::RomCommand::AttachFlash, Bytes(8))));
  rom.take(bytes);
  (void)devices::read_esp_program(bytes);
  (void)devices::read_partition_table(bytes);
  for (const auto line : {devices::Dialect::V1, devices::Dialect::V2})
    (void)devices::models_in_flash(line, bytes);
  return 0;
}
