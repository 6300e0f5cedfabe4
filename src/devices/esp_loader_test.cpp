#include "devices/esp_loader.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "devices/device_link_for_test.h"
#include "devices/esp_image.h"
#include "devices/flash_update.h"
#include "devices/md5.h"
#include "devices/model_for_test.h"
#include "devices/simulated_xiao.h"

namespace tinsmith::devices {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::shared_ptr<SimulatedXiao> board_for_loader() {
  return std::make_shared<SimulatedXiao>(flash_for_test(Dialect::V2, colours_for_test()),
                                         SimulatedCamera({image::Image({240, 240}, 3)}));
}

Bytes random_bytes(std::size_t count, std::uint64_t seed) {
  Rng random(seed);
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::byte>(random.below(256)));
  return bytes;
}

TEST(Md5, IsThatOfTheStandard) {
  EXPECT_EQ(md5_of({}), "d41d8cd98f00b204e9800998ecf8427e");
  EXPECT_EQ(md5_of(as_bytes("message digest")), "f96b697d7cb7938d525a2f31aaf161d0");
  EXPECT_EQ(
      md5_of(as_bytes("12345678901234567890123456789012345678901234567890123456789012345678901234567890")),
      "57edf4a22be3c955ac49da2e2107b67a");
}

TEST(Slip, CutsPacketsOutOfAnyBytes) {
  const Bytes content{std::byte{0xC0}, std::byte{1}, std::byte{0xDB}, std::byte{0xDC}};
  const Bytes packet = slip_packet(content);
  SlipReader reader;
  std::vector<Bytes> packets;
  for (const std::byte byte : packet)
    for (Bytes& one : reader.take(ByteView(&byte, 1))) packets.push_back(std::move(one));
  EXPECT_THAT(packets, ElementsAre(content));
  EXPECT_THAT(reader.take(as_bytes("\xC0\xDB\x01\xC0")), IsEmpty());  // an unknown escape
  EXPECT_THAT(reader.take(Bytes(100'000, std::byte{1})), IsEmpty());  // longer than any packet
  EXPECT_THAT(reader.take(packet), ElementsAre(content));
}

TEST(EspRom, ReadsNothingOutOfPacketsThatAreNone) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const Bytes bytes = random_bytes(seed % 40, seed);
    if (bytes.size() >= 4 && bytes[0] == std::byte{1} &&
        values_of<std::uint16_t>(ByteView(bytes).subspan(2, 2))[0] == bytes.size() - 8)
      continue;  // one
    EXPECT_FALSE(read_rom_reply(bytes)) << seed;
  }
  const Bytes reply = rom_reply(RomCommand::Md5, 5, as_bytes("abc"), RomReason::CannotRead);
  const auto read = read_rom_reply(reply);
  ASSERT_TRUE(read);
  EXPECT_EQ(as_text(read->data), "abc");
  EXPECT_FALSE(read->is_done);
  EXPECT_EQ(read->reason, RomReason::CannotRead);
}

TEST(SimulatedRom, TakesAnyRequests) {
  SimulatedMemory flash(std::size_t{1} << 16);
  std::optional<SimulatedRom> rom;
  std::size_t answered = 0;
  for (std::uint64_t seed = 0; seed < 20'000; ++seed) {
    Rng random(seed);
    Bytes data = random_bytes(random.below(64), seed);
    // Small numbers reach further than arbitrary ones.
    if (random.chance(0.7))
      for (std::size_t i = 0; i < data.size(); ++i)
        if (i % 4 > 1) data[i] = std::byte{0};
    if (!rom || rom->has_left()) {
      rom.emplace(flash);
      rom->take(slip_packet(rom_request(RomCommand::AttachFlash, Bytes(8))));
    }
    (void)rom->take_output();
    rom->take(slip_packet(rom_request(static_cast<RomCommand>(random.below(0x18)), data,
                                      static_cast<std::uint32_t>(random.below(256)))));
    answered += rom->take_output().empty() ? 0 : 1;
  }
  EXPECT_EQ(answered, 20'000U);
}

TEST(EspLoader, IdentifiesTheChipWritesReadsAndHashesItsFlash) {
  const auto board = board_for_loader();
  DeviceLinkForTest link(board);
  auto loader = EspLoader::start(link);
  ASSERT_TRUE(loader) << loader.error().text();
  EXPECT_TRUE(board->is_in_loader());
  EXPECT_EQ(loader->chip().address, "02:54:49:4e:53:4d");
  EXPECT_EQ(loader->chip().flash_bytes, kXiaoFlash_bytes);
  const Bytes bytes = random_bytes(10'000, 1);
  SilentProgress silent;
  ASSERT_TRUE(loader->write(kModelsOffset, bytes, silent));
  EXPECT_EQ(loader->read(kModelsOffset, bytes.size(), silent).value(), bytes);
  EXPECT_EQ(loader->md5(kModelsOffset, bytes.size()).value(), md5_of(bytes));
  ASSERT_TRUE(loader->restart());
  EXPECT_FALSE(board->is_in_loader());
}

TEST(EspLoader, DoesNotWriteBeyondTheFlash) {
  DeviceLinkForTest link(board_for_loader());
  auto loader = EspLoader::start(link);
  ASSERT_TRUE(loader);
  SilentProgress silent;
  const auto written = loader->write(kXiaoFlash_bytes - 4096, Bytes(4097), silent);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::InvalidInput);
  EXPECT_THAT(written.error().text(), HasSubstr("do not fit into the 8388608 bytes of flash"));
}

TEST(FlashUpdate, WritesOnlyTheBlocksThatDiffer) {
  const auto board = board_for_loader();
  DeviceLinkForTest link(board);
  auto loader = EspLoader::start(link);
  ASSERT_TRUE(loader);
  SilentProgress silent;
  Bytes image = random_bytes(std::size_t{4} * 65536, 2);
  ASSERT_TRUE(loader->write(kModelsOffset, image, silent));
  EXPECT_THAT(differing_ranges(*loader, kModelsOffset, image).value(), IsEmpty());
  image[65536 + 5] ^= std::byte{1};
  image[3 * 65536] ^= std::byte{1};
  const auto ranges = differing_ranges(*loader, kModelsOffset, image).value();
  EXPECT_THAT(ranges, ElementsAre(FlashRange{65536, 131072}, FlashRange{196608, 262144}));
  ASSERT_TRUE(update_flash(*loader, kModelsOffset, image, ranges, silent));
  EXPECT_TRUE(std::ranges::equal(board->flash().bytes().subspan(kModelsOffset, image.size()), image));
}

TEST(FlashUpdate, LeavesNoModelWithoutItsRestWhenThePowerFails) {
  SilentProgress silent;
  for (std::uint64_t cut = kFlashSector_bytes; cut < 300'000; cut += 9973) {
    const auto board = board_for_loader();
    DeviceLinkForTest link(board);
    auto loader = EspLoader::start(link);
    ASSERT_TRUE(loader);
    const Bytes image = whole_sectors(file_for_test(graph_for_test(boxes_for_test())));
    board->flash().cut_power_after(cut);
    const auto ranges = differing_ranges(*loader, kModelsOffset, image);
    ASSERT_TRUE(ranges);
    const bool is_done = update_flash(*loader, kModelsOffset, image, *ranges, silent).has_value();
    const ByteView place = board->flash().bytes().subspan(kModelsOffset, image.size());
    const bool is_whole = std::ranges::equal(place, image);
    EXPECT_TRUE(!is_done || is_whole) << cut;
    // A mark with something missing is there only while the first sector is written, at the very end.
    const bool has_rest =
        std::ranges::equal(place.subspan(kFlashSector_bytes), ByteView(image).subspan(kFlashSector_bytes));
    EXPECT_TRUE(is_whole || has_rest || models_in_flash(Dialect::V2, place).empty()) << cut;
  }
}

// A device that is no board: it sends bytes without end, or nothing.
class HostileLink final : public Link {
 public:
  explicit HostileLink(std::size_t chunk_bytes) : chunk_bytes_(chunk_bytes) {}
  std::string name() const override { return "the test's port"; }
  Result<Bytes> read(std::int32_t) override {
    Link::pause(1);
    Bytes bytes = random_bytes(chunk_bytes_, ++seed_);
    if (!bytes.empty()) bytes[0] = std::byte{0xC0};
    return bytes;
  }
  Result<Done> write(ByteView) override { return Done{}; }
  Result<Done> set_speed(std::int32_t) override { return Done{}; }
  Result<Done> set_lines(ControlLines) override { return Done{}; }
  void pause(std::int32_t) override {}

 private:
  std::size_t chunk_bytes_;
  std::uint64_t seed_ = 0;
};

TEST(EspLoader, GivesUpOnADeviceThatIsNoBoard) {
  for (const std::size_t chunk_bytes : {0U, 1000U}) {
    HostileLink link(chunk_bytes);
    const auto loader = EspLoader::start(link);
    ASSERT_FALSE(loader);
    EXPECT_THAT(loader.error().text(), HasSubstr("hold its button BOOT"));
  }
}

}  // namespace
}  // namespace tinsmith::devices
