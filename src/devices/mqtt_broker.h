// devices/mqtt_broker.h — boards that are connected to an MQTT broker, as links.
//
// One connection serves any number of boards. A board reports itself on sscma/v0/discovery when it connects, and never
// again; one that was connected before is found only when it sends something.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <vector>

#include "devices/link.h"
#include "devices/mqtt_connection.h"

namespace tinsmith::devices {

class MqttInbox;

class MqttBroker : public std::enable_shared_from_this<MqttBroker> {
  struct Key {};  // only `connect` makes brokers

 public:
  MqttBroker(Key, const MqttAddress& address) : address_(address) { address_.client_id.clear(); }

  // Unavailable: as MqttConnection::open.
  static Result<std::shared_ptr<MqttBroker>> connect(const MqttAddress& address);

  // As `connect`, but does not wait for the connection: `state` tells. Unavailable: the host has no address, or TLS cannot be used.
  static Result<std::shared_ptr<MqttBroker>> begin(const MqttAddress& address);

  BrokerState state() { return connection_->state(); }

  // A link to the board of this client id. While the broker cannot be reached, nothing arrives, and `write` waits some
  // seconds; the link works again afterwards. If the reader is slow, the oldest messages are dropped. It has no control
  // lines: set_lines and set_speed return Unsupported.
  //   InvalidInput  no board can have this id
  //   Conflict      there is already a link to this board
  Result<std::unique_ptr<Link>> open_board(const std::string& client_id);

  // Collects boards from now on, for as long as the object exists: those that report themselves, and while `to_all` also those
  // that send something, which is much when they send pictures. `heard` returns their client ids, ordered.
  void listen(bool to_all);
  std::vector<std::string> heard();
  // Returns the boards that have reported themselves since the last call, ordered: they have just connected.
  std::set<std::string> take_reported();

  // Listens for `duration_ms` and returns the client ids of the boards that connected or sent something, ordered.
  std::vector<std::string> boards_heard(std::int32_t duration_ms);

 private:
  friend class MqttLink;
  MqttReceived receiver();
  void receive(const std::string& topic, ByteView message);
  void close_board(const std::string& client_id);

  MqttAddress address_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<MqttInbox>> inboxes_;  // by client id
  std::set<std::string> heard_, reported_;
  std::unique_ptr<MqttConnection> connection_;  // the last member: its thread uses the others
};

// Opens the link of "mqtt://HOST/CLIENT_ID" with a connection of its own.
//   InvalidInput  the address is wrong, or names no board
//   Unavailable   as MqttConnection::open
Result<std::unique_ptr<Link>> open_mqtt_board(const std::string& address);

// Opens links to all boards that are heard at the broker, by one connection.
//   NotFound     no board is heard
//   Unavailable  as MqttConnection::open
Result<std::vector<std::unique_ptr<Link>>> open_mqtt_boards(const MqttAddress& broker,
                                                            std::int32_t listen_ms);

// Listens at the broker of this address and returns the addresses of its boards, with the user and password of `address`.
Result<std::vector<std::string>> mqtt_boards(const std::string& address, std::int32_t listen_ms);

}  // namespace tinsmith::devices
