// devices/mqtt_address.h — the address of an MQTT broker, and of a board that is connected to it.
//
// mqtt://[USER[:PASSWORD]@]HOST[:PORT][/CLIENT_ID], or mqtts:// with TLS. Boards with SSCMA firmware listen to
// sscma/v0/CLIENT_ID/rx and publish to sscma/v0/CLIENT_ID/tx.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tinsmith::devices {

struct MqttAddress {
  std::string host;
  std::int32_t port = 1883;
  bool uses_tls = false;
  std::string user, password;
  std::string client_id;  // of the board; empty: the address is that of the broker alone

  // The address without user and password, for messages: "mqtt://host:1883/client_id".
  std::string text() const;
};

bool is_mqtt_address(std::string_view text);

// InvalidInput: the text is no such address; the message says which part is wrong. It never has the password.
Result<MqttAddress> parse_mqtt_address(std::string_view text);

// The address with a password, for a user who has none in it; another port is returned as it is.
//   InvalidInput  there is no user, or a password already
Result<std::string> with_mqtt_password(const std::string& port, std::string_view password);

// The topics of the board with this client id: it publishes to the first and listens to the second.
std::string published_topic(std::string_view client_id);
std::string taken_topic(std::string_view client_id);
// Boards publish to this topic when they connect.
inline constexpr const char* kDiscoveryTopic = "sscma/v0/discovery";
// Returns the client id of the board that publishes to this topic; empty: another topic.
std::string publisher_of(std::string_view topic);

// Returns whether a board can have this id: it becomes part of a topic, in which '/', '+' and '#' have a meaning.
bool is_mqtt_client_id(std::string_view id);

}  // namespace tinsmith::devices
