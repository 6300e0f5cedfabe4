#include "devices/simulated_port.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

#include "base/files.h"
#include "devices/borrowed_link.h"
#include "devices/esp_image.h"
#include "devices/esp_loader.h"
#include "devices/model_for_test.h"
#include "devices/ports.h"
#include "devices/simulated_ports.h"
#include "devices/simulated_xiao.h"
#include "devices/sscma_client.h"

namespace tinsmith::devices {
namespace {

using testing::HasSubstr;

// A simulated board that runs in a thread of its own.
class RunningBoard {
 public:
  explicit RunningBoard(Dialect firmware, CableFaults faults = {}, std::filesystem::path link = {}) {
    std::promise<std::string> port;
    auto ready = port.get_future();
    thread_ = std::thread([this, firmware, faults, link, &port]() {
      SimulatedXiao board(flash_for_test(firmware, colours_for_test()),
                          SimulatedCamera({image::Image({240, 240}, 3)}));
      ended_ = run_simulated_port(board, {.faults = faults,
                                          .link = link,
                                          .is_hurried = true,
                                          .ready = [&](const std::string& path) { port.set_value(path); },
                                          .should_stop = [this] { return stop_.load(); }})
                   .has_value();
    });
    port_ = ready.get();
  }
  ~RunningBoard() {
    stop_ = true;
    thread_.join();
    EXPECT_TRUE(ended_);
  }
  const std::string& port() const { return port_; }

 private:
  std::atomic<bool> stop_ = false;
  bool ended_ = false;
  std::string port_;
  std::thread thread_;
};

TEST(SimulatedPort, IsABoardForEveryProgramThatOpensIt) {
  for (const Dialect firmware : {Dialect::V1, Dialect::V2}) {
    const RunningBoard board(firmware);
    for (int program = 0; program < 2; ++program) {
      SscmaClient client(open_port(board.port()).value());
      EXPECT_EQ(client.identify().value().firmware, firmware);
      const auto frame = client.sample();
      EXPECT_TRUE(frame) << frame.error().text();
      ASSERT_TRUE(client.start_invoking({.with_pictures = true}));
      EXPECT_TRUE(client.next_frame(4000).value());
      // The program ends without stopping the board, and the next one is not disturbed.
    }
    EXPECT_THAT(running_simulated_ports(), testing::Contains(board.port()));
  }
}

TEST(SimulatedPort, IsGoneWhenItsCableIsUnplugged) {
  const RunningBoard board(Dialect::V2, {.unplugged_after_bytes = 3000});
  SscmaClient client(open_port(board.port()).value());
  Result<Done> last = Done{};
  for (int i = 0; i < 100 && last; ++i) {
    const auto identity = client.identify();
    if (!identity) last = identity.error();
  }
  ASSERT_FALSE(last);
  EXPECT_THAT(last.error().text(), HasSubstr("gone"));
}

TEST(SimulatedPort, IsReachedByALinkWhileItRuns) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder);
  const auto link = folder->path() / "board";
  {
    const RunningBoard board(Dialect::V1, {}, link);
    const auto opened = open_port(link);
    ASSERT_TRUE(opened);
    EXPECT_EQ((*opened)->name(), link);
  }
  EXPECT_FALSE(std::filesystem::is_symlink(link));
}

TEST(SimulatedPort, HasControlLinesThatStartTheLoader) {
  const RunningBoard board(Dialect::V2);
  const auto link = open_port(board.port()).value();
  auto loader = EspLoader::start(*link);
  ASSERT_TRUE(loader) << loader.error().text();
  EXPECT_EQ(loader->chip().address, "02:54:49:4e:53:4d");
  ASSERT_TRUE(loader->restart());
  EXPECT_EQ(SscmaClient(std::make_unique<BorrowedLink>(*link)).identify().value().firmware, Dialect::V2);
}

TEST(SimulatedPort, ReportsAsGoneWhenItsControlLinesAreSetAfterItsEnd) {
  auto board = std::make_unique<RunningBoard>(Dialect::V2);
  const auto link = open_port(board->port()).value();
  ASSERT_TRUE(link->set_lines({}));
  board.reset();
  // A write to a closed socket could also end this program by a signal.
  for (const bool rts : {true, false, true}) {
    const auto set = link->set_lines({.dtr = false, .rts = rts});
    ASSERT_FALSE(set);
    EXPECT_EQ(set.error().fault, Fault::Unavailable);
  }
}

TEST(SimulatedPort, DoesNotReplaceAFileByItsLink) {
  const auto folder = TemporaryFolder::make();
  ASSERT_TRUE(folder && write_file(folder->path() / "board", "a file"));
  SimulatedXiao board(SimulatedMemory(kXiaoFlash_bytes), SimulatedCamera({image::Image({8, 8}, 3)}));
  const auto ran = run_simulated_port(board, {.faults = {},
                                              .link = folder->path() / "board",
                                              .ready = [](const auto&) {},
                                              .should_stop = [] { return true; }});
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().fault, Fault::Conflict);
  EXPECT_EQ(read_text_file(folder->path() / "board").value(), "a file");
}

}  // namespace
}  // namespace tinsmith::devices
