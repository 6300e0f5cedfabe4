#include "store/phones.h"

#include "store/store.h"

namespace tinsmith::store {
namespace {

constexpr std::string_view kSelectPhones =
    "SELECT id, project_id, user_id, name, client, created, last_used FROM phones";
// ?1 is kPhone_days.
constexpr std::string_view kIsValid =
    "last_used > strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || ?1 || ' days')";

Phone phone_of(const Row& row) {
  return {row.integer(0), row.integer(1), row.maybe_integer(2), row.text(3),
          row.text(4),    row.text(5),    row.text(6)};
}

}  // namespace

Result<std::int64_t> add_phone(Database& database, const Phone& phone, const std::string& token_hash) {
  std::int64_t id = 0;
  const auto added = database.all_or_nothing([&]() -> Result<Done> {
    TRY_DONE(database.run(fmt::format("DELETE FROM phones WHERE NOT ({})", kIsValid), {kPhone_days}));
    TRY(const auto row,
        database.first("SELECT count(*) FROM phones WHERE project_id = ?1", {phone.project_id}));
    if (row->integer(0) >= kMaxPhones)
      return fail(Fault::Conflict,
                  "the project has {} phones already, which is the most; remove one on its Capture page",
                  row->integer(0));
    TRY(id, database.insert(
                R"(INSERT INTO phones (project_id, user_id, token_hash, name, client, created, last_used)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6))",
                {phone.project_id, value_of(phone.user_id), token_hash, phone.name, phone.client, now()}));
    return Done{};
  });
  if (!added) return added.error();
  return id;
}

Result<std::optional<Phone>> find_phone(Database& database, const std::string& token_hash) {
  TRY(const auto row, database.first(fmt::format("{} WHERE token_hash = ?2 AND {}", kSelectPhones, kIsValid),
                                     {kPhone_days, token_hash}));
  if (!row) return std::optional<Phone>();
  const Phone phone = phone_of(*row);
  constexpr std::size_t kToMinute = 16;  // length of "2026-03-01T09:30"
  if (const std::string time = now(); time.substr(0, kToMinute) != phone.last_used.substr(0, kToMinute))
    TRY_DONE(database.run("UPDATE phones SET last_used = ?2 WHERE id = ?1", {phone.id, time}));
  return std::optional(phone);
}

Result<std::vector<Phone>> list_phones(Database& database, std::int64_t project_id) {
  return database.all(fmt::format("{} WHERE project_id = ?2 AND {} ORDER BY last_used DESC, id DESC",
                                  kSelectPhones, kIsValid),
                      {kPhone_days, project_id}, phone_of);
}

Result<bool> remove_phone(Database& database, std::int64_t project_id, std::int64_t id) {
  TRY(const auto changed,
      database.run("DELETE FROM phones WHERE id = ?2 AND project_id = ?1", {project_id, id}));
  return changed == 1;
}

}  // namespace tinsmith::store
