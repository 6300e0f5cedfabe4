#include "live/browser_link.h"

#include <gmock/gmock.h>

#include <thread>

#include "devices/board_link_for_test.h"
#include "devices/model_for_test.h"
#include "live/connections.h"

namespace tinsmith::live {
namespace {

using testing::HasSubstr;

constexpr std::chrono::milliseconds kMoment{20};

// Does what a page does: it carries bytes between the pipe and a simulated board.
class PageForTest {
 public:
  explicit PageForTest(std::shared_ptr<BrowserPipe> pipe)
      : pipe_(std::move(pipe)), thread_([this] { carry(); }) {}
  ~PageForTest() { thread_.join(); }

 private:
  void carry() {
    std::vector<devices::SimulatedModel> models;
    models.push_back(devices::simulated_for_test(devices::colours_for_test()));
    devices::BoardLinkForTest port(
        devices::SimulatedBoard(devices::Dialect::V2, std::move(models),
                                devices::SimulatedCamera({image::Image({240, 240}, 3)})),
        {});
    for (;;) {
      const auto orders = pipe_->take_orders(kMoment);
      if (!orders) return;
      for (const PortOrder& order : *orders)
        if (!order.write.empty() && !port.write(order.write)) return;
      // The page sends again what does not fit.
      const Bytes bytes = port.read(0).value();
      while (!bytes.empty() && !pipe_->receive(bytes)) {
        if (!pipe_->take_orders(kMoment)) return;
      }
    }
  }
  std::shared_ptr<BrowserPipe> pipe_;
  std::thread thread_;
};

TEST(BrowserLink, CarriesABoardThatABrowserHolds) {
  const auto pipe = std::make_shared<BrowserPipe>("the board at Ada's browser");
  const PageForTest page(pipe);
  Connections connections;
  const auto board = connections.connect_browser(pipe, 7, "a board").value();
  EXPECT_EQ(board.user_id, 7);
  board.connection->want({.activity = Activity::Results});
  std::int64_t revision = 0;
  std::shared_ptr<const LiveFrame> frame;
  for (int i = 0; i < 1000 && !frame; ++i) {
    const Update update = board.connection->wait(revision, std::chrono::seconds(20));
    revision = update.revision;
    frame = update.frame;
  }
  ASSERT_TRUE(frame) << board.connection->now().description.problem;
  EXPECT_EQ(frame->picture_size, (image::Size{240, 240}));
  ASSERT_TRUE(connections.disconnect(board.id));
  EXPECT_FALSE(pipe->take_orders(kMoment)) << "the page is told to give the port back";
}

TEST(BrowserLink, IsGoneWhenThePageGivesThePortBack) {
  const auto pipe = std::make_shared<BrowserPipe>("the board at a browser");
  const auto link = browser_link(pipe);
  ASSERT_TRUE(pipe->receive(as_bytes(std::string_view("last"))));
  pipe->close();
  EXPECT_EQ(as_text(link->read(0).value()), "last");
  const auto gone = link->read(0);
  ASSERT_FALSE(gone);
  EXPECT_THAT(gone.error().text(), HasSubstr("gave its port back"));
  EXPECT_FALSE(link->write(as_bytes(std::string_view("x"))));
  EXPECT_FALSE(pipe->receive(as_bytes(std::string_view("x"))));
}

TEST(BrowserLink, PassesOrdersOnInTheirOrder) {
  const auto pipe = std::make_shared<BrowserPipe>("the board at a browser");
  const auto link = browser_link(pipe);
  std::vector<PortOrder> orders;
  std::thread page([&] {
    while (const auto taken = pipe->take_orders(kMoment))
      orders.insert(orders.end(), taken->begin(), taken->end());
  });
  EXPECT_TRUE(link->set_lines({.dtr = true, .rts = false}));
  EXPECT_TRUE(link->write(as_bytes(std::string_view("AT+ID?\r"))));
  pipe->close();
  page.join();
  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].lines, (devices::ControlLines{.dtr = true, .rts = false}));
  EXPECT_EQ(as_text(orders[1].write), "AT+ID?\r");
}

TEST(BrowserLink, HasSetTheLinesWhenThePageAsksAgain) {
  const auto pipe = std::make_shared<BrowserPipe>("the board at a browser");
  const auto link = browser_link(pipe);
  std::atomic<bool> is_done = false;
  std::thread page([&] {
    while (pipe->take_orders(kMoment).value().empty()) continue;
    std::this_thread::sleep_for(kMoment);  // a page that is slow at its port
    is_done = true;
    (void)pipe->take_orders(kMoment);
  });
  EXPECT_TRUE(link->set_lines({}));
  EXPECT_TRUE(is_done);
  page.join();
}

TEST(BrowserLink, IsBoundedInBothDirections) {
  const auto pipe = std::make_shared<BrowserPipe>("the board at a browser");
  const auto link = browser_link(pipe);
  const Bytes half(BrowserPipe::kMaxWaiting_bytes / 2, std::byte{'x'});
  EXPECT_TRUE(pipe->receive(half) && pipe->receive(half));
  const auto full = pipe->receive(as_bytes(std::string_view("x")));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().fault, Fault::Refused);
  EXPECT_EQ(link->read(0).value().size(), 65536u);
  EXPECT_TRUE(pipe->receive(as_bytes(std::string_view("x"))));
  std::thread page([&] { EXPECT_TRUE(pipe->receive(half, std::chrono::minutes(1))) << "it waits for room"; });
  for (std::size_t bytes = 0; bytes < 3 * half.size() - 65535;) bytes += link->read(1000).value().size();
  page.join();
  for (std::size_t i = 0; i < BrowserPipe::kMaxOrders; ++i) ASSERT_TRUE(pipe->order({}));
  EXPECT_FALSE(pipe->order({}));
}

}  // namespace
}  // namespace tinsmith::live
