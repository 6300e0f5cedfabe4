#include "live/brokers.h"

#include <gmock/gmock.h>

#include <atomic>
#include <future>
#include <thread>

#include "devices/model_for_test.h"
#include "devices/mqtt_broker_for_test.h"
#include "devices/simulated_mqtt.h"
#include "live/connections.h"

namespace tinsmith::live {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class BoardsAtABroker : public testing::Test {
 protected:
  void SetUp() override {
    if (!devices::BrokerForTest::is_installed())
      GTEST_SKIP() << "SKIP: the Debian package mosquitto is not installed";
  }
};

// A simulated board at a broker, in a thread of its own.
class BoardAtBroker {
 public:
  explicit BoardAtBroker(const std::string& broker) {
    std::promise<std::string> address;
    auto known = address.get_future();
    thread_ = std::thread([this, broker, &address] {
      std::vector<devices::SimulatedModel> models;
      models.push_back(devices::simulated_for_test(devices::colours_for_test()));
      std::vector<devices::SimulatedBoard> boards;
      boards.emplace_back(devices::Dialect::V2, std::move(models),
                          devices::SimulatedCamera({image::Image({240, 240}, 3)}));
      (void)devices::run_simulated_mqtt(
          std::move(boards),
          {.broker = devices::parse_mqtt_address(broker).value(),
           .is_hurried = true,
           .ready = [&](const std::vector<std::string>& all) { address.set_value(all[0]); },
           .should_stop = [this] { return stop_.load(); }});
    });
    client_id_ = devices::parse_mqtt_address(known.get())->client_id;
  }
  ~BoardAtBroker() {
    stop_ = true;
    thread_.join();
  }
  const std::string& client_id() const { return client_id_; }

 private:
  std::atomic<bool> stop_ = false;
  std::string client_id_;
  std::thread thread_;
};

// Looks until `is_so` holds; the time is only reached when the test fails.
template <class IsSo>
bool becomes(const IsSo& is_so) {
  const auto longest = Clock::now() + std::chrono::seconds(60);
  while (!is_so())
    if (Clock::now() > longest)
      return false;
    else
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return true;
}

devices::MqttAddress address_of(const std::string& text) {
  return devices::parse_mqtt_address(text).value();
}

BrokerNow broker_in(Connections& connections) {
  return connections.brokers().all().at(0);
}

State state_of(Connections& connections, std::int64_t id) {
  return connections.find(id)->connection->now().description.state;
}

TEST_F(BoardsAtABroker, AreHeardAndConnectedAgainAfterTheBrokerWasAway) {
  devices::BrokerForTest broker;
  Connections connections;
  std::promise<std::vector<std::string>> heard;
  connections.brokers().add(1, address_of(broker.address()), {},
                            [&](const auto& all) { heard.set_value(all); });
  ASSERT_TRUE(becomes([&] { return broker_in(connections).is_connected; }));
  const BoardAtBroker board(broker.address());
  ASSERT_TRUE(becomes([&] { return broker_in(connections).boards.size() == 1; }));
  EXPECT_EQ(heard.get_future().get(), std::vector{board.client_id()});
  const std::string port = broker_in(connections).port_of(board.client_id());
  EXPECT_EQ(port, broker.address() + "/" + board.client_id());

  const std::int64_t id = connections.connect(port).value().id;
  ASSERT_TRUE(becomes([&] { return state_of(connections, id) == State::Connected; }));
  broker.stop();
  ASSERT_TRUE(becomes([&] { return state_of(connections, id) == State::Gone; }));
  EXPECT_THAT(connections.find(id)->connection->now().description.problem, HasSubstr("has gone away"));
  ASSERT_TRUE(becomes([&] { return !broker_in(connections).is_connected; }));
  EXPECT_THAT(broker_in(connections).problem, HasSubstr("has gone away"));
  broker.start();
  EXPECT_TRUE(becomes([&] { return state_of(connections, id) == State::Connected; }));
  EXPECT_THAT(broker_in(connections).problem, IsEmpty());

  connections.remove_broker(1);
  EXPECT_THAT(connections.all(), IsEmpty());
  EXPECT_EQ(connections.connect(port).error().fault, Fault::NotFound);
}

TEST_F(BoardsAtABroker, AreFoundOnceTheBrokerRuns) {
  devices::BrokerForTest broker;
  broker.stop();
  Connections connections;
  connections.brokers().add(1, address_of(broker.address() + "/one"), {"two"}, [](const auto&) {});
  ASSERT_TRUE(becomes([&] { return !broker_in(connections).problem.empty(); }));
  EXPECT_THAT(broker_in(connections).problem, HasSubstr("cannot be reached"));
  EXPECT_EQ(broker_in(connections).boards, (std::vector<std::string>{"one", "two"}));
  broker.start();
  EXPECT_TRUE(becomes([&] { return broker_in(connections).is_connected; }));
}

TEST_F(BoardsAtABroker, AreNotShownToAUserWithAWrongPassword) {
  const devices::BrokerForTest broker("secret");
  Connections connections;
  connections.brokers().add(1, address_of(broker.address("ann:wrong@")), {}, [](const auto&) {});
  connections.brokers().add(2, address_of(broker.address("ann:secret@")), {}, [](const auto&) {});
  ASSERT_TRUE(becomes([&] { return !broker_in(connections).problem.empty(); }));
  EXPECT_THAT(broker_in(connections).problem, HasSubstr("does not let this user in"));
  EXPECT_THAT(broker_in(connections).problem, Not(HasSubstr("wrong")));
  EXPECT_TRUE(becomes([&] { return connections.brokers().all().at(1).is_connected; }));
}

}  // namespace
}  // namespace tinsmith::live
