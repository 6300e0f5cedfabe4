#include "devices/mqtt_broker.h"

#include <deque>
#include <optional>
#include <thread>
#include <utility>

#include "base/json.h"

namespace tinsmith::devices {
namespace {

// Several results with pictures. A reader that is slower than that wants the latest.
constexpr std::size_t kMaxInbox_bytes = std::size_t{4} << 20;
constexpr std::size_t kMaxRead_bytes = 65536;
constexpr std::size_t kMaxHeard = 10'000;
constexpr std::int32_t kWaitForBroker_ms = 5000;

// Boards report {"client_id": "…"}, or the topics to which they publish and listen.
std::string discovered(ByteView message) {
  const auto json = parse_json(as_text(message));
  if (!json.is_object()) return {};
  for (const char* key : {"client_id", "pub_topic"}) {
    const auto value = json.find(key);
    if (value == json.end() || !value->is_string()) continue;
    const auto text = value->get<std::string>();
    return key == std::string_view("client_id") ? text : publisher_of(text);
  }
  return {};
}

}  // namespace

// The messages of a board that nobody has read yet.
class MqttInbox {
 public:
  void put(ByteView message) {
    if (message.size() > kMaxInbox_bytes) return;  // no board sends that
    {
      std::lock_guard lock(mutex_);
      size_ += message.size();
      messages_.emplace_back(message.begin(), message.end());
      while (size_ > kMaxInbox_bytes && messages_.size() > 1) {
        size_ -= messages_.front().size();
        messages_.pop_front();
      }
    }
    arrived_.notify_one();
  }

  Bytes take(std::int32_t timeout_ms) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [this] { return !messages_.empty(); });
    if (messages_.empty()) return {};
    Bytes message = std::move(messages_.front());
    messages_.pop_front();
    size_ -= message.size();
    if (message.size() <= kMaxRead_bytes) return message;
    const auto end = message.begin() + static_cast<std::ptrdiff_t>(kMaxRead_bytes);
    messages_.emplace_front(end, message.end());
    size_ += messages_.front().size();
    message.resize(kMaxRead_bytes);
    return message;
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Bytes> messages_;
  std::size_t size_ = 0;
};

class MqttLink final : public Link {
 public:
  MqttLink(std::shared_ptr<MqttBroker> broker, std::string client_id, std::shared_ptr<MqttInbox> inbox)
      : broker_(std::move(broker)), client_id_(std::move(client_id)), inbox_(std::move(inbox)) {}
  ~MqttLink() override { broker_->close_board(client_id_); }

  std::string name() const override {
    MqttAddress address = broker_->address_;
    address.client_id = client_id_;
    return address.text();
  }
  Result<Bytes> read(std::int32_t timeout_ms) override { return inbox_->take(timeout_ms); }
  Result<Done> write(ByteView bytes) override {
    broker_->connection_->wait_connected(kWaitForBroker_ms);
    return broker_->connection_->publish(taken_topic(client_id_), bytes);
  }
  Result<Done> set_speed(std::int32_t) override { return no_lines(); }
  Result<Done> set_lines(ControlLines) override { return no_lines(); }

 private:
  Error no_lines() const {
    return fail(Fault::Unsupported, "the board at {} is reached through a broker; this needs a cable",
                name());
  }

  std::shared_ptr<MqttBroker> broker_;
  std::string client_id_;
  std::shared_ptr<MqttInbox> inbox_;
};

MqttReceived MqttBroker::receiver() {
  return [this](const std::string& topic, ByteView message) { receive(topic, message); };
}

Result<std::shared_ptr<MqttBroker>> MqttBroker::connect(const MqttAddress& address) {
  auto broker = std::make_shared<MqttBroker>(Key(), address);
  TRY(broker->connection_, MqttConnection::open(address, {}, broker->receiver()));
  return broker;
}

Result<std::shared_ptr<MqttBroker>> MqttBroker::begin(const MqttAddress& address) {
  auto broker = std::make_shared<MqttBroker>(Key(), address);
  TRY(broker->connection_, MqttConnection::begin(address, broker->receiver()));
  return broker;
}

void MqttBroker::receive(const std::string& topic, ByteView message) {
  const std::string sender = topic == kDiscoveryTopic ? discovered(message) : publisher_of(topic);
  if (!is_mqtt_client_id(sender)) return;
  std::shared_ptr<MqttInbox> inbox;
  {
    std::lock_guard lock(mutex_);
    if (heard_.size() < kMaxHeard) heard_.insert(sender);
    if (topic == kDiscoveryTopic && reported_.size() < kMaxHeard) reported_.insert(sender);
    const auto found = inboxes_.find(sender);
    if (found != inboxes_.end()) inbox = found->second;
  }
  if (inbox && topic != kDiscoveryTopic) inbox->put(message);
}

Result<std::unique_ptr<Link>> MqttBroker::open_board(const std::string& client_id) {
  if (!is_mqtt_client_id(client_id))
    return fail(Fault::InvalidInput, "no board has the client id '{}'", client_id);
  auto inbox = std::make_shared<MqttInbox>();
  {
    std::lock_guard lock(mutex_);
    if (!inboxes_.emplace(client_id, inbox).second)
      return fail(Fault::Conflict, "the board {} at {} is used already", client_id, address_.text());
  }
  auto link = std::make_unique<MqttLink>(shared_from_this(), client_id, std::move(inbox));
  connection_->subscribe(published_topic(client_id));
  return std::unique_ptr<Link>(std::move(link));
}

void MqttBroker::close_board(const std::string& client_id) {
  connection_->unsubscribe(published_topic(client_id));
  std::lock_guard lock(mutex_);
  inboxes_.erase(client_id);
}

void MqttBroker::listen(bool to_all) {
  const std::string of_all = published_topic("+");
  connection_->subscribe(kDiscoveryTopic);
  if (to_all)
    connection_->subscribe(of_all);
  else
    connection_->unsubscribe(of_all);
}

std::vector<std::string> MqttBroker::heard() {
  std::lock_guard lock(mutex_);
  return {heard_.begin(), heard_.end()};
}

std::set<std::string> MqttBroker::take_reported() {
  std::lock_guard lock(mutex_);
  return std::exchange(reported_, {});
}

std::vector<std::string> MqttBroker::boards_heard(std::int32_t duration_ms) {
  {
    std::lock_guard lock(mutex_);
    heard_.clear();
  }
  listen(true);
  std::this_thread::sleep_for(std::chrono::milliseconds(duration_ms));
  listen(false);
  connection_->unsubscribe(kDiscoveryTopic);
  return heard();
}

Result<std::unique_ptr<Link>> open_mqtt_board(const std::string& text) {
  TRY(const auto address, parse_mqtt_address(text));
  if (address.client_id.empty())
    return fail(
        Fault::InvalidInput,
        "{} is a broker; add the board's client id, as in {}/xiao_esp32_s3_965371843. `tinsmith device "
        "list --port {}` lists them",
        address.text(), address.text(), address.text());
  TRY(const auto broker, MqttBroker::connect(address));
  return broker->open_board(address.client_id);
}

Result<std::vector<std::unique_ptr<Link>>> open_mqtt_boards(const MqttAddress& address,
                                                            std::int32_t listen_ms) {
  TRY(const auto broker, MqttBroker::connect(address));
  std::vector<std::unique_ptr<Link>> links;
  for (const std::string& id : broker->boards_heard(listen_ms)) {
    TRY(auto link, broker->open_board(id));
    links.push_back(std::move(link));
  }
  if (!links.empty()) return links;
  return fail(
      Fault::NotFound,
      "no board is heard at {}. A board reports itself only when it connects, or when its model runs: "
      "restart it, or give its client id, as in {}/xiao_esp32_s3_965371843",
      address.text(), address.text());
}

Result<std::vector<std::string>> mqtt_boards(const std::string& text, std::int32_t listen_ms) {
  TRY(const auto address, parse_mqtt_address(text));
  if (!address.client_id.empty()) return std::vector<std::string>{text};
  TRY(const auto broker, MqttBroker::connect(address));
  std::vector<std::string> addresses;
  const std::string base = text.ends_with('/') ? text : text + "/";
  for (const std::string& id : broker->boards_heard(listen_ms)) addresses.push_back(base + id);
  return addresses;
}

}  // namespace tinsmith::devices
