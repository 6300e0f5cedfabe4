#include "devices/himax_loader.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <future>

#include "base/files.h"
#include "base/random.h"
#include "devices/descriptor.h"
#include "devices/himax_for_test.h"

namespace tinsmith::devices {
namespace {

using testing::HasSubstr;

Bytes file_of(std::size_t count) {
  Rng random(count);
  Bytes bytes;
  for (std::size_t i = 0; i < count; ++i) bytes.push_back(static_cast<std::byte>(random.below(256)));
  return bytes;
}

HimaxRequest request_for(ByteView bytes) {
  HimaxRequest request;
  request.files = {{kHimaxModelsOffset, bytes}};
  request.reset_ms = request.person_ms = 50;
  request.times = {.start_ms = 200, .answer_ms = 50};
  return request;
}

Bytes beginning(const Bytes& written, std::size_t count) {
  return {written.begin(), written.begin() + static_cast<std::ptrdiff_t>(count)};
}

TEST(HimaxLoader, WritesEachFileToItsPlaceAndRestartsTheBoard) {
  HimaxForTest board({});
  const Bytes model = file_of(70'001), firmware = file_of(3000);
  HimaxRequest request = request_for(model);
  request.files.push_back({0, firmware});
  SilentProgress silent;
  const auto written = write_by_himax_loader(board, request, silent);
  ASSERT_TRUE(written) << written.error().text();
  EXPECT_EQ(beginning(board.files().at(kHimaxModelsOffset), model.size()), model);
  EXPECT_EQ(board.files().at(kHimaxModelsOffset).back(), std::byte{0xFF});
  EXPECT_EQ(beginning(board.files().at(0), firmware.size()), firmware);
  EXPECT_TRUE(board.runs_firmware());
  EXPECT_EQ(board.speed(), 921600);
}

TEST(HimaxLoader, SendsBlocksAgainThatWereNotTaken) {
  HimaxForTest board({.refused_blocks = 5});
  const Bytes model = file_of(1000);
  SilentProgress silent;
  const auto written = write_by_himax_loader(board, request_for(model), silent);
  ASSERT_TRUE(written) << written.error().text();
  EXPECT_EQ(beginning(board.files().at(kHimaxModelsOffset), model.size()), model);
}

TEST(HimaxLoader, AsksForTheButtonWhenTheControlLineDoesNotResetTheBoard) {
  HimaxForTest board({.ignores_reset_line = true});
  const Bytes model = file_of(10);
  HimaxRequest request = request_for(model);
  std::string said;
  request.say = [&](const std::string& sentence) {
    said = sentence;
    board.press_reset();
  };
  SilentProgress silent;
  EXPECT_TRUE(write_by_himax_loader(board, request, silent));
  EXPECT_EQ(said, "Press the button RESET of the board");
  request.say = [](const std::string&) {};
  const auto silent_board = write_by_himax_loader(board, request, silent);
  ASSERT_FALSE(silent_board);
  EXPECT_THAT(silent_board.error().text(), HasSubstr("press its button RESET"));
}

TEST(HimaxLoader, CanWriteABoardThatWasUnpluggedAtAnyByte) {
  const Bytes model = file_of(600);
  SilentProgress silent;
  std::size_t interrupted = 0;
  for (std::size_t gone_after = 0;; gone_after += 7, ++interrupted) {
    HimaxForTest board({.gone_after_bytes = gone_after});
    const auto written = write_by_himax_loader(board, request_for(model), silent);
    if (written) break;
    EXPECT_EQ(written.error().fault, Fault::Unavailable);
    board.plug_in();
    const auto again = write_by_himax_loader(board, request_for(model), silent);
    ASSERT_TRUE(again) << gone_after << ": " << again.error().text();
    EXPECT_EQ(beginning(board.files().at(kHimaxModelsOffset), model.size()), model);
  }
  EXPECT_GT(interrupted, 100U);
}

TEST(HimaxLoader, WritesNothingToPlacesOfOtherThings) {
  HimaxForTest board({});
  const Bytes some = file_of(10);
  SilentProgress silent;
  for (const std::uint32_t offset : {0x300000U, 0x3DF000U, 0x3FFFFFU, 0xDFFFFFU, 0xFFFFFFFFU}) {
    HimaxRequest request = request_for(some);
    request.files[0].offset = offset;
    EXPECT_EQ(write_by_himax_loader(board, request, silent).error().fault, Fault::InvalidInput) << offset;
  }
}

// Two named pipes as a link. Not a pseudo terminal: when the receiver ends, it drops what was not read there yet.
class PipesForTest final : public Link {
 public:
  explicit PipesForTest(const std::filesystem::path& folder)
      : from_(opened(folder / "from")), to_(opened(folder / "to")) {}
  std::string name() const override { return "the test's pipes"; }
  Result<Bytes> read(std::int32_t timeout_ms) override { return from_.read(timeout_ms); }
  Result<Done> write(ByteView bytes) override { return to_.write(bytes, kWriteTimeout_ms); }
  Result<Done> set_speed(std::int32_t) override { return Done{}; }
  Result<Done> set_lines(ControlLines) override { return Done{}; }

 private:
  static Descriptor opened(const std::filesystem::path& path) {
    ::mkfifo(path.c_str(), 0600);
    return {::open(path.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC), path.string()};
  }
  Descriptor from_, to_;
};

TEST(Xmodem, IsReceivedByAProgramOfOthers) {
  if (!std::filesystem::exists("/usr/bin/rx"))
    GTEST_SKIP() << "SKIP: lrzsz is not installed (scripts/install_packages)";
  const auto folder = TemporaryFolder::make().value();
  const auto received = folder.path() / "received";
  for (const std::size_t count : {1U, 128U, 5000U, 100'000U}) {
    PipesForTest link(folder.path());
    const std::string command =
        fmt::format("cd '{}' && exec rx -c received <to >from 2>/dev/null", folder.path().string());
    auto ended = std::async(std::launch::async, [&] { return std::system(command.c_str()); });
    const Bytes file = file_of(count);
    SilentProgress silent;
    const auto sent = send_by_xmodem(link, file, {}, silent);
    EXPECT_TRUE(sent) << sent.error().text();
    EXPECT_EQ(ended.get(), 0);
    EXPECT_EQ(beginning(read_file(received).value(), count), file);
  }
}

}  // namespace
}  // namespace tinsmith::devices
