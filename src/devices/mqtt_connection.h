// devices/mqtt_connection.h — a connection to an MQTT broker (MQTT 3.1.1), by libmosquitto. Not for other rooms.
//
// A connection that breaks is made again, for as long as the object exists, and its subscriptions with it. What is published
// meanwhile by either side is lost, as it is between a board and a broker (quality of service 0).
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "base/bytes.h"
#include "devices/mqtt_address.h"

struct mosquitto;
struct mosquitto_message;

namespace tinsmith::devices {

// Is called for each message on the connection's own thread and must not wait. It may subscribe and publish.
using MqttReceived = std::function<void(const std::string& topic, ByteView message)>;

// Waiting: there is no connection, and it is tried again. Refused: the broker does not let this user in.
enum class BrokerState : std::uint8_t { Waiting, Connected, Refused };

// All functions may be called by any thread.
class MqttConnection {
  struct Key {};  // only `open` makes connections

 public:
  MqttConnection(Key, const MqttAddress& address, MqttReceived received);
  // `address.client_id` is not used; the connection has the id `own_id`, or one that the library draws when it is empty. Two
  // connections of the same id disconnect each other.
  //   Unavailable  the broker cannot be reached within some seconds, or does not let this user in
  static Result<std::unique_ptr<MqttConnection>> open(const MqttAddress& address, const std::string& own_id,
                                                      MqttReceived received);
  // As `open`, but does not wait for the connection. Unavailable: the host has no address, or TLS cannot be used.
  static Result<std::unique_ptr<MqttConnection>> begin(const MqttAddress& address, MqttReceived received);
  ~MqttConnection();

  BrokerState state();
  void subscribe(const std::string& filter);
  void unsubscribe(const std::string& filter);
  // Unavailable: there is no connection now, or the message is too large for the broker.
  Result<Done> publish(const std::string& topic, ByteView message);

  // Returns whether there is a connection, at the latest after `timeout_ms`.
  bool wait_connected(std::int32_t timeout_ms);

 private:
  static void on_connect(mosquitto* client, void* self, int code);
  static void on_disconnect(mosquitto* client, void* self, int code);
  static void on_message(mosquitto* client, void* self, const mosquitto_message* message);
  Result<Done> start(const std::string& own_id);
  Error unreachable() const;

  MqttAddress address_;
  MqttReceived received_;
  mosquitto* client_ = nullptr;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_connected_ = false;
  int refusal_ = 0;  // the broker's code when it refuses a connection; 0: none
  std::set<std::string> filters_;
};

}  // namespace tinsmith::devices
