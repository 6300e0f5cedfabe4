#include "live/brokers.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <optional>
#include <thread>

#include "devices/mqtt_broker.h"

namespace tinsmith::live {
namespace {

using BrokerClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kLook{200};
// The time in which a broker answers if it is there.
constexpr std::chrono::seconds kAnswer{5};
// The library tries a connection again that was there once, unless the host's name has no address for a moment.
constexpr std::chrono::seconds kNewConnection{20}, kNewFirstConnection{10};
// The boards that send something are listened for only so long, because that may be pictures of all boards.
constexpr std::chrono::seconds kListen{3};
constexpr std::size_t kMaxBoardsOfBroker = 1000;

Error gone_away(const devices::MqttAddress& broker) {
  return fail(Fault::Unavailable,
              "the broker at {} has gone away; Tinsmith connects to it again by itself when it is back",
              broker.text());
}

// A link that fails when the broker is gone, so that the pages are told.
class BrokerLink final : public devices::Link {
 public:
  BrokerLink(std::shared_ptr<devices::MqttBroker> broker, devices::MqttAddress address,
             std::unique_ptr<devices::Link> link)
      : broker_(std::move(broker)), address_(std::move(address)), link_(std::move(link)) {}

  std::string name() const override { return link_->name(); }
  Result<Bytes> read(std::int32_t timeout_ms) override {
    TRY_DONE(check());
    return link_->read(timeout_ms);
  }
  Result<Done> write(ByteView bytes) override {
    TRY_DONE(check());
    return link_->write(bytes);
  }
  Result<Done> set_speed(std::int32_t bits_per_second) override { return link_->set_speed(bits_per_second); }
  Result<Done> set_lines(devices::ControlLines lines) override { return link_->set_lines(lines); }

 private:
  Result<Done> check() const {
    if (broker_->state() == devices::BrokerState::Connected) return Done{};
    return gone_away(address_);
  }

  std::shared_ptr<devices::MqttBroker> broker_;
  devices::MqttAddress address_;
  std::unique_ptr<devices::Link> link_;
};

}  // namespace

std::string BrokerNow::port_of(const std::string& client_id) const {
  devices::MqttAddress board = address;
  board.client_id = client_id;
  return board.text();
}

// A broker and the thread that follows it.
class WatchedBroker {
 public:
  WatchedBroker(BrokerNow now, Brokers::OnBack on_back, Brokers::OnHeard on_heard)
      : on_back_(std::move(on_back)),
        on_heard_(std::move(on_heard)),
        now_(std::move(now)),
        thread_([this] { run(); }) {}
  ~WatchedBroker() {
    end();
    thread_.join();
  }

  void end() {
    {
      const std::lock_guard guard(lock_);
      is_ended_ = true;
    }
    changed_.notify_all();
  }

  BrokerNow now() const {
    const std::lock_guard guard(lock_);
    return now_;
  }

  Result<std::unique_ptr<devices::Link>> open(const std::string& client_id) const {
    std::shared_ptr<devices::MqttBroker> broker;
    {
      const std::lock_guard guard(lock_);
      broker = broker_;
    }
    const BrokerNow seen = now();
    if (!broker || broker->state() != devices::BrokerState::Connected)
      return seen.problem.empty() ? gone_away(seen.address) : fail(Fault::Unavailable, "{}", seen.problem);
    TRY(auto link, broker->open_board(client_id));
    return std::unique_ptr<devices::Link>(
        std::make_unique<BrokerLink>(std::move(broker), seen.address, std::move(link)));
  }

 private:
  void run() {
    while (!has_ended()) {
      const auto longest = ever_connected_ ? kNewConnection : kNewFirstConnection;
      if (!lost_ || BrokerClock::now() - *lost_ > longest) begin();
      if (broker_) look();
    }
  }

  bool has_ended() {
    std::unique_lock guard(lock_);
    return changed_.wait_for(guard, kLook, [this] { return is_ended_; });
  }

  void begin() {
    lost_ = BrokerClock::now();
    is_back_ = false;
    auto begun = devices::MqttBroker::begin(now().address);
    const std::lock_guard guard(lock_);
    broker_ = begun ? *begun : nullptr;
    if (!begun) now_.problem = begun.error().text();
  }

  void look() {
    const auto state = broker_->state();
    const bool is_connected = state == devices::BrokerState::Connected;
    if (is_connected) {
      lost_ = BrokerClock::now();
      ever_connected_ = true;
    }
    {
      const std::lock_guard guard(lock_);
      now_.is_connected = is_connected;
      now_.problem = problem_at(state);
    }
    if (is_connected && !is_back_) {
      back_ = BrokerClock::now();
      broker_->listen(true);
      on_back_(now().address.text());
    } else if (is_connected && is_listening_to_all_ && BrokerClock::now() - back_ > kListen) {
      broker_->listen(false);
    }
    is_listening_to_all_ = is_connected && BrokerClock::now() - back_ <= kListen;
    is_back_ = is_connected;
    hear();
  }

  void hear() {
    std::vector<std::string> boards;
    {
      const std::lock_guard guard(lock_);
      const std::size_t before = now_.boards.size();
      for (const std::string& id : broker_->heard())
        if (now_.boards.size() < kMaxBoardsOfBroker &&
            !std::binary_search(now_.boards.begin(), now_.boards.end(), id))
          now_.boards.insert(std::upper_bound(now_.boards.begin(), now_.boards.end(), id), id);
      if (now_.boards.size() != before) boards = now_.boards;
    }
    if (!boards.empty()) on_heard_(boards);
    for (const std::string& id : broker_->take_reported()) on_back_(now().port_of(id));
  }

  std::string problem_at(devices::BrokerState state) const {
    const std::string address = now_.address.text();
    if (state == devices::BrokerState::Connected) return {};
    if (state == devices::BrokerState::Refused)
      return fail(Fault::Unavailable,
                  "the broker at {} does not let this user in; remove it, and add it again with its user and "
                  "password",
                  address)
          .text();
    if (ever_connected_) return gone_away(now_.address).text();
    if (BrokerClock::now() - *lost_ < kAnswer) return now_.problem;  // it may answer yet
    return fail(Fault::Unavailable,
                "the broker at {} cannot be reached; check that it runs, its address and port, and whether "
                "it needs TLS (mqtts://)",
                address)
        .text();
  }

  const Brokers::OnBack on_back_;
  const Brokers::OnHeard on_heard_;
  mutable std::mutex lock_;
  std::condition_variable changed_;
  bool is_ended_ = false;
  BrokerNow now_;
  std::shared_ptr<devices::MqttBroker> broker_;  // changed by the thread only

  // Used by the thread only.
  std::optional<BrokerClock::time_point> lost_;  // when the connection was last there, or was begun
  BrokerClock::time_point back_{};
  bool ever_connected_ = false, is_back_ = false, is_listening_to_all_ = false;

  std::thread thread_;  // the last member: it uses the others
};

Brokers::Brokers(OnBack on_back) : on_back_(std::move(on_back)) {}
Brokers::~Brokers() {
  close();
}

void Brokers::add(std::int64_t id, const devices::MqttAddress& address, std::vector<std::string> boards,
                  OnHeard on_heard) {
  BrokerNow now{id, address, false, {}, std::move(boards)};
  if (!address.client_id.empty()) now.boards.push_back(std::exchange(now.address.client_id, {}));
  std::sort(now.boards.begin(), now.boards.end());
  now.boards.erase(std::unique(now.boards.begin(), now.boards.end()), now.boards.end());
  const std::lock_guard guard(lock_);
  if (is_closed_) return;
  brokers_[id] = std::make_shared<WatchedBroker>(std::move(now), on_back_, std::move(on_heard));
}

void Brokers::remove(std::int64_t id) {
  std::shared_ptr<WatchedBroker> removed;  // its thread ends without the lock
  const std::lock_guard guard(lock_);
  const auto found = brokers_.find(id);
  if (found == brokers_.end()) return;
  removed = found->second;
  brokers_.erase(found);
}

std::vector<BrokerNow> Brokers::all() const {
  std::vector<BrokerNow> all;
  const std::lock_guard guard(lock_);
  for (const auto& [id, broker] : brokers_) all.push_back(broker->now());
  return all;
}

bool Brokers::has(const std::string& port) const {
  for (const BrokerNow& broker : all())
    for (const std::string& id : broker.boards)
      if (broker.port_of(id) == port) return true;
  return false;
}

Result<std::unique_ptr<devices::Link>> Brokers::open(const std::string& port) const {
  TRY(auto address, devices::parse_mqtt_address(port));
  const std::string client_id = std::exchange(address.client_id, {});
  std::shared_ptr<WatchedBroker> broker;
  {
    const std::lock_guard guard(lock_);
    for (const auto& [id, one] : brokers_)
      if (one->now().address.text() == address.text()) broker = one;
  }
  if (broker) return broker->open(client_id);
  return fail(Fault::NotFound, "there is no broker at {} in the list; add it on the Devices page",
              address.text());
}

void Brokers::close() {
  std::map<std::int64_t, std::shared_ptr<WatchedBroker>> closed;
  {
    const std::lock_guard guard(lock_);
    is_closed_ = true;
    closed.swap(brokers_);
  }
  for (const auto& [id, broker] : closed) broker->end();
}

}  // namespace tinsmith::live
