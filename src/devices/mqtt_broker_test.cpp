#include "devices/mqtt_broker.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

#include "devices/model_for_test.h"
#include "devices/mqtt_broker_for_test.h"
#include "devices/ports.h"
#include "devices/simulated_mqtt.h"
#include "devices/sscma_client.h"

namespace tinsmith::devices {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class Mqtt : public testing::Test {
 protected:
  void SetUp() override {
    if (!BrokerForTest::is_installed()) GTEST_SKIP() << "SKIP: the Debian package mosquitto is not installed";
  }
};

// Simulated boards at a broker that work in a thread of their own.
class ConnectedBoards {
 public:
  ConnectedBoards(const std::string& broker, Dialect firmware, std::size_t count) {
    std::vector<SimulatedBoard> boards;
    for (std::size_t i = 0; i < count; ++i) {
      std::vector<SimulatedModel> models;
      models.push_back(simulated_for_test(colours_for_test()));
      boards.emplace_back(firmware, std::move(models), SimulatedCamera({image::Image({240, 240}, 3)}));
    }
    std::promise<void> ready;
    auto is_ready = ready.get_future();
    thread_ = std::thread([this, broker, boards = std::move(boards), &ready]() mutable {
      const auto ended =
          run_simulated_mqtt(std::move(boards), {.broker = parse_mqtt_address(broker).value(),
                                                 .is_hurried = true,
                                                 .ready =
                                                     [&](const std::vector<std::string>& addresses) {
                                                       addresses_ = addresses;
                                                       ready.set_value();
                                                     },
                                                 .should_stop = [this] { return stop_.load(); }});
      EXPECT_TRUE(ended) << ended.error().text();
    });
    is_ready.wait();
  }
  ~ConnectedBoards() {
    stop_ = true;
    thread_.join();
  }
  const std::vector<std::string>& addresses() const { return addresses_; }

 private:
  std::atomic<bool> stop_ = false;
  std::vector<std::string> addresses_;
  std::thread thread_;
};

TEST_F(Mqtt, ABoardAnswersThroughABrokerAsOnACable) {
  const BrokerForTest broker;
  for (const Dialect firmware : {Dialect::V1, Dialect::V2}) {
    const ConnectedBoards boards(broker.address(), firmware, 1);
    SscmaClient client(open_port(boards.addresses()[0]).value());
    EXPECT_EQ(client.identify().value().firmware, firmware);
    EXPECT_TRUE(client.mqtt().value().is_connected);
    const auto frame = client.sample();
    ASSERT_TRUE(frame) << frame.error().text();
    EXPECT_FALSE(frame->picture.empty());
  }
}

TEST_F(Mqtt, BoardsAreFoundWhenTheyConnectOrSendSomething) {
  BrokerForTest broker;
  const auto listener = MqttBroker::connect(parse_mqtt_address(broker.address()).value()).value();
  constexpr std::int32_t kListenForTest_ms = 1500;
  auto heard = std::async([&] { return listener->boards_heard(kListenForTest_ms); });
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  const ConnectedBoards boards(broker.address(), Dialect::V2, 2);
  const ConnectedBoards older(broker.address() + "/older", Dialect::V1, 1);
  EXPECT_THAT(heard.get(), ElementsAre("older", "xiao_esp32_s3_965371843", "xiao_esp32_s3_965371844"));

  SscmaClient client(open_port(boards.addresses()[1]).value());
  ASSERT_TRUE(client.start_invoking({}));
  EXPECT_THAT(listener->boards_heard(kListenForTest_ms), ElementsAre("xiao_esp32_s3_965371844"));
  EXPECT_TRUE(client.stop());
}

TEST_F(Mqtt, SeveralBoardsShareAConnectionAndDoNotHearEachOther) {
  const BrokerForTest broker;
  const ConnectedBoards boards(broker.address(), Dialect::V2, 5);
  const auto hub = MqttBroker::connect(parse_mqtt_address(broker.address()).value()).value();
  std::vector<SscmaClient> clients;
  for (const std::string& address : boards.addresses())
    clients.emplace_back(hub->open_board(parse_mqtt_address(address)->client_id).value());
  for (SscmaClient& client : clients) ASSERT_TRUE(client.start_invoking({}));
  for (std::size_t i = 0; i < clients.size(); ++i) {
    EXPECT_TRUE(clients[i].next_frame(4000).value()) << boards.addresses()[i];
    EXPECT_THAT(boards.addresses()[i], HasSubstr(clients[i].identify()->id));
    EXPECT_TRUE(clients[i].stop());
  }
}

TEST_F(Mqtt, ARunningModelIsWatchedAgainAfterTheBrokerWasAway) {
  BrokerForTest broker;
  const ConnectedBoards boards(broker.address(), Dialect::V2, 1);
  SscmaClient client(open_port(boards.addresses()[0]).value());
  ASSERT_TRUE(client.start_invoking({}));
  ASSERT_TRUE(client.next_frame(4000).value());
  broker.stop();
  while (client.next_frame(300).value()) {  // what had arrived before
  }
  broker.start();
  std::optional<Frame> frame;
  constexpr int kTries = 30;  // both sides connect again within 10 seconds
  for (int i = 0; i < kTries && !frame; ++i) frame = client.next_frame(1000).value();
  EXPECT_TRUE(frame);
  EXPECT_TRUE(client.stop());
}

TEST_F(Mqtt, ABoardThatIsNotThereDoesNotReply) {
  const BrokerForTest broker;
  constexpr std::int32_t kShort_ms = 200;
  SscmaClient client(open_port(broker.address() + "/nobody").value(), kShort_ms);
  const auto identity = client.identify();
  ASSERT_FALSE(identity);
  EXPECT_EQ(identity.error().fault, Fault::Unavailable);
  EXPECT_THAT(identity.error().text(), HasSubstr("/nobody"));
}

TEST_F(Mqtt, ABrokerThatLetsOthersInOnlySaysSo) {
  const BrokerForTest broker("secret");
  const auto refused = open_port(broker.address() + "/board");
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), HasSubstr("does not let this user in"));
  const auto wrong = open_port(broker.address("ann:guess@") + "/board");
  ASSERT_FALSE(wrong);
  EXPECT_THAT(wrong.error().text(), Not(HasSubstr("guess")));
  const auto opened = open_port(broker.address("ann:secret@") + "/board");
  ASSERT_TRUE(opened) << opened.error().text();
  EXPECT_THAT((*opened)->name(), Not(HasSubstr("secret")));
}

TEST_F(Mqtt, WithoutABrokerTheMessageSaysWhatToCheck) {
  BrokerForTest broker;
  const std::string address = broker.address() + "/board";
  broker.stop();
  const auto opened = open_port(address);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().fault, Fault::Unavailable);
  EXPECT_THAT(opened.error().text(), HasSubstr("cannot be reached"));
}

TEST_F(Mqtt, ABoardIsUsedByOneLinkAtATime) {
  const BrokerForTest broker;
  const auto hub = MqttBroker::connect(parse_mqtt_address(broker.address()).value()).value();
  auto first = hub->open_board("board").value();
  EXPECT_EQ(hub->open_board("board").error().fault, Fault::Conflict);
  first.reset();
  EXPECT_TRUE(hub->open_board("board"));
  EXPECT_EQ(hub->open_board("a/b").error().fault, Fault::InvalidInput);
}

}  // namespace
}  // namespace tinsmith::devices
