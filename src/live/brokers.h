// live/brokers.h — the MQTT brokers that a person has added, and the boards that are heard there.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "devices/link.h"
#include "devices/mqtt_address.h"

namespace tinsmith::live {

struct BrokerNow {
  std::int64_t id = 0;
  devices::MqttAddress address;  // its password is never shown
  bool is_connected = false;
  std::string problem;  // a sentence: why there is no connection; empty: nothing is wrong, or not yet known
  std::vector<std::string> boards;  // client ids, ordered

  std::string port_of(const std::string& client_id) const;  // "mqtt://host:1883/client_id"
};

class WatchedBroker;

// Each broker has a connection that is made again for as long as it is in the list. Nothing is sent before one is added. Thread-safe.
class Brokers {
 public:
  // Is called by the thread of a broker when its connection is back, with its address, and when a board has reported itself
  // there, with the board's port. It must not wait for functions of this object.
  using OnBack = std::function<void(const std::string& address)>;
  // Is called by that thread with all boards, when one more is heard.
  using OnHeard = std::function<void(const std::vector<std::string>& boards)>;

  explicit Brokers(OnBack on_back);
  ~Brokers();

  // Connects to a broker, whose boards in the list are known from earlier. A board that the address names is one of them.
  void add(std::int64_t id, const devices::MqttAddress& address, std::vector<std::string> boards,
           OnHeard on_heard);
  // Links to its boards must be closed before.
  void remove(std::int64_t id);
  std::vector<BrokerNow> all() const;  // ordered by id

  // Opens a link to a board in the lists. Its functions fail when the connection to the broker breaks.
  //   NotFound     no broker in the list has this board
  //   Unavailable  there is no connection to the broker now
  //   Conflict     there is already a link to this board
  Result<std::unique_ptr<devices::Link>> open(const std::string& port) const;
  bool has(const std::string& port) const;

  // Ends all connections; later ones are not made.
  void close();

 private:
  const OnBack on_back_;
  mutable std::mutex lock_;
  std::map<std::int64_t, std::shared_ptr<WatchedBroker>> brokers_;
  bool is_closed_ = false;
};

}  // namespace tinsmith::live
