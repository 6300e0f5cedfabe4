// store/brokers.h — the MQTT brokers at which the studio looks for boards.
#pragma once

#include <string>
#include <vector>

#include "store/database.h"

namespace tinsmith::store {

struct Broker {
  std::int64_t id = 0;
  std::string address;  // "mqtt://host:1883", without user and password
  std::string user, password;
  std::vector<std::string> boards;  // the client ids of the boards that were heard there
};

inline constexpr std::int64_t kMaxBrokers = 8;

// Returns the new id. Conflict when the address is there already, or when there are kMaxBrokers.
Result<std::int64_t> add_broker(Database& database, const Broker& broker);
Result<std::vector<Broker>> list_brokers(Database& database);
Result<Done> set_broker_boards(Database& database, std::int64_t id, const std::vector<std::string>& boards);
// Returns false when there is no broker with this id.
Result<bool> remove_broker(Database& database, std::int64_t id);

}  // namespace tinsmith::store
