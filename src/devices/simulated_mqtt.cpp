#include "devices/simulated_mqtt.h"

#include <memory>
#include <mutex>
#include <thread>

#include "devices/mqtt_connection.h"

namespace tinsmith::devices {
namespace {

using MqttClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kGlance{5};
// The firmware has a buffer of this size for what arrives and drops the rest.
constexpr std::size_t kMaxWaiting_bytes = 65536;

// A board and its connection.
class BoardAtBroker {
 public:
  BoardAtBroker(SimulatedBoard board, const CableFaults& faults) : board_(std::move(board)), cable_(faults) {}

  Result<Done> connect(const MqttAddress& broker, std::uint32_t serial) {
    client_id_ = board_.join_broker(broker, serial);
    discovery_ = board_.discovery();
    TRY(connection_, MqttConnection::open(broker, client_id_,
                                          [this](const std::string&, ByteView message) { keep(message); }));
    connection_->subscribe(taken_topic(client_id_));
    return Done{};
  }

  const std::string& client_id() const { return client_id_; }

  // Does the next piece of work, if the board is not busy. Returns whether there was one.
  bool work(const SimulatedMqttRequest& request) {
    announce();
    const auto now = MqttClock::now();
    if (now < busy_until_ || cable_.is_unplugged()) return false;
    board_.take(taken());
    const bool is_command = board_.has_command();
    if (!is_command && now < next_picture_) return false;
    if (!board_.work()) return false;
    const std::string sent = cable_.passed(board_.take_output());
    const double pause_ms = request.is_hurried ? 0 : board_.pause_ms();
    busy_until_ = now + milliseconds(pause_ms + (sent.empty() ? 0 : request.faults.delay_ms));
    if (!is_command) next_picture_ = now + milliseconds(request.period_ms);
    publish(sent);
    return true;
  }

 private:
  static MqttClock::duration milliseconds(double duration_ms) {
    return std::chrono::duration_cast<MqttClock::duration>(
        std::chrono::duration<double, std::milli>(duration_ms));
  }

  void keep(ByteView message) {
    std::lock_guard lock(mutex_);
    const std::size_t room = kMaxWaiting_bytes - waiting_.size();
    const ByteView taken = message.first(std::min(room, message.size()));
    waiting_.insert(waiting_.end(), taken.begin(), taken.end());
  }
  Bytes taken() {
    std::lock_guard lock(mutex_);
    return std::exchange(waiting_, {});
  }

  // The firmware reports itself after each connection.
  void announce() {
    const bool is_connected = connection_->wait_connected(0);
    if (is_connected && !was_connected_) send(kDiscoveryTopic, discovery_);
    was_connected_ = is_connected;
  }

  // A message that cannot be sent is lost, as on the board.
  void send(const std::string& topic, std::string_view message) {
    static_cast<void>(connection_->publish(topic, as_bytes(message)));
  }

  // One message per reply, as the firmware sends them.
  void publish(std::string_view lines) {
    const std::string topic = published_topic(client_id_);
    while (!lines.empty()) {
      const auto end = std::min(lines.find('\n'), lines.size() - 1) + 1;
      send(topic, lines.substr(0, end));
      lines.remove_prefix(end);
    }
  }

  SimulatedBoard board_;
  SimulatedCable cable_;
  std::string client_id_, discovery_;
  MqttClock::time_point busy_until_ = MqttClock::now(), next_picture_ = busy_until_;
  bool was_connected_ = false;
  std::mutex mutex_;
  Bytes waiting_;
  std::unique_ptr<MqttConnection> connection_;  // the last member: its thread uses the others
};

}  // namespace

Result<Done> run_simulated_mqtt(std::vector<SimulatedBoard> boards, const SimulatedMqttRequest& request) {
  std::vector<std::unique_ptr<BoardAtBroker>> connected;
  std::vector<std::string> addresses;
  for (SimulatedBoard& board : boards) {
    const auto serial = static_cast<std::uint32_t>(connected.size());
    CableFaults faults = request.faults;
    faults.seed += serial;
    connected.push_back(std::make_unique<BoardAtBroker>(std::move(board), faults));
    TRY_DONE(connected.back()->connect(request.broker, serial));
    MqttAddress address = request.broker;
    address.client_id = connected.back()->client_id();
    addresses.push_back(address.text());
  }
  request.ready(addresses);
  while (!request.should_stop()) {
    bool has_worked = false;
    for (const auto& board : connected) has_worked = board->work(request) || has_worked;
    if (!has_worked) std::this_thread::sleep_for(kGlance);
  }
  return Done{};
}

}  // namespace tinsmith::devices
