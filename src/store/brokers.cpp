#include "store/brokers.h"

#include "base/json.h"

namespace tinsmith::store {
namespace {

std::vector<std::string> boards_of(const std::string& text) {
  std::vector<std::string> boards;
  const auto json = parse_json(text);
  if (!json.is_array()) return boards;
  for (const auto& board : json)
    if (board.is_string()) boards.push_back(board.get<std::string>());
  return boards;
}

Broker broker_of(const Row& row) {
  return {row.integer(0), row.text(1), row.text(2), row.text(3), boards_of(row.text(4))};
}

}  // namespace

Result<std::int64_t> add_broker(Database& database, const Broker& broker) {
  std::int64_t id = 0;
  const auto added = database.all_or_nothing([&]() -> Result<Done> {
    TRY(const auto brokers, list_brokers(database));
    if (std::ssize(brokers) >= kMaxBrokers)
      return fail(Fault::Conflict, "there are {} brokers already, which is the most; remove one",
                  kMaxBrokers);
    for (const Broker& one : brokers)
      if (one.address == broker.address)
        return fail(Fault::Conflict,
                    "the broker at {} is there already; to add it with another user, password or board, "
                    "remove it first",
                    broker.address);
    TRY(id, database.insert(
                "INSERT INTO brokers (address, user_name, password, boards) VALUES (?1, ?2, ?3, ?4)",
                {broker.address, broker.user, broker.password, json_text(nlohmann::json(broker.boards))}));
    return Done{};
  });
  if (!added) return added.error();
  return id;
}

Result<std::vector<Broker>> list_brokers(Database& database) {
  return database.all("SELECT id, address, user_name, password, boards FROM brokers ORDER BY id", {},
                      broker_of);
}

Result<Done> set_broker_boards(Database& database, std::int64_t id, const std::vector<std::string>& boards) {
  TRY_DONE(
      database.run("UPDATE brokers SET boards = ?2 WHERE id = ?1", {id, json_text(nlohmann::json(boards))}));
  return Done{};
}

Result<bool> remove_broker(Database& database, std::int64_t id) {
  TRY(const auto changed, database.run("DELETE FROM brokers WHERE id = ?1", {id}));
  return changed > 0;
}

}  // namespace tinsmith::store
