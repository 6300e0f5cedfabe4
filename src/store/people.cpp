#include "store/people.h"

#include "store/store.h"

namespace tinsmith::store {
namespace {

constexpr std::string_view kRoles[] = {"", "viewer", "labeller", "editor", "owner"};

constexpr std::string_view kSelectUsers =
    "SELECT users.id, users.name, password_hash, is_owner, users.created FROM users";

std::string select_users(std::string_view conditions) {
  return fmt::format("{} {}", kSelectUsers, conditions);
}
constexpr std::string_view kSelectSignIns =
    "SELECT id, user_id, csrf_token, created, last_seen, address, client FROM sign_ins";

std::string select_sign_ins(std::string_view conditions) {
  return fmt::format("{} {}", kSelectSignIns, conditions);
}

User user_of(const Row& row) {
  return {row.integer(0), row.text(1), row.text(2), row.integer(3) != 0, row.text(4)};
}

SignIn sign_in_of(const Row& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)};
}

std::optional<User> user_of(const std::optional<Row>& row) {
  return row ? std::optional(user_of(*row)) : std::nullopt;
}

}  // namespace

std::string_view name_of(Role role) {
  return kRoles[static_cast<std::size_t>(role)];
}

Role role_from(std::string_view name) {
  for (std::size_t i = 1; i < std::size(kRoles); ++i)
    if (kRoles[i] == name) return static_cast<Role>(i);
  return Role::None;
}

Result<std::int64_t> count_users(Database& database) {
  TRY(const auto row, database.first("SELECT count(*) FROM users"));
  return row->integer(0);
}

Result<std::int64_t> add_user(Database& database, const std::string& name, const std::string& password_hash,
                              bool is_owner) {
  TRY(const auto there, find_user_named(database, name));
  if (there)
    return fail(Fault::Conflict, "the account '{}' already exists; choose another name", there->name);
  return database.insert("INSERT INTO users (name, password_hash, is_owner, created) VALUES (?1, ?2, ?3, ?4)",
                         {name, password_hash, std::int64_t{is_owner}, now()});
}

Result<std::optional<User>> find_user(Database& database, std::int64_t id) {
  TRY(const auto row, database.first(select_users("WHERE id = ?1"), {id}));
  return user_of(row);
}

Result<std::optional<User>> find_user_named(Database& database, const std::string& name) {
  TRY(const auto row, database.first(select_users("WHERE name = ?1 COLLATE NOCASE"), {name}));
  return user_of(row);
}

Result<std::vector<User>> list_users(Database& database) {
  return database.all(select_users("ORDER BY name"), {}, [](const Row& row) { return user_of(row); });
}

Result<Done> remove_user(Database& database, std::int64_t id) {
  return database.all_or_nothing([&]() -> Result<Done> {
    TRY(const auto changed, database.run(R"(DELETE FROM users
          WHERE id = ?1 AND (is_owner = 0 OR (SELECT count(*) FROM users WHERE is_owner = 1) > 1))",
                                         {id}));
    if (changed == 1) return Done{};
    TRY(const auto user, find_user(database, id));
    if (!user) return fail(Fault::NotFound, "there is no account {}", id);
    return fail(Fault::Conflict, "'{}' is the only owner; make another account an owner first", user->name);
  });
}

Result<Done> set_password(Database& database, std::int64_t user_id, const std::string& password_hash) {
  TRY_DONE(database.run("UPDATE users SET password_hash = ?2 WHERE id = ?1", {user_id, password_hash}));
  return Done{};
}

Result<Done> add_sign_in(Database& database, const SignIn& sign_in, const std::string& token_hash) {
  TRY_DONE(database.run(
      R"(INSERT INTO sign_ins (user_id, token_hash, csrf_token, created, last_seen, address, client)
         VALUES (?1, ?2, ?3, ?4, ?4, ?5, ?6))",
      {sign_in.user_id, token_hash, sign_in.csrf_token, now(), sign_in.address, sign_in.client}));
  return Done{};
}

Result<std::optional<SignIn>> find_sign_in(Database& database, const std::string& token_hash) {
  TRY(const auto row, database.first(select_sign_ins("WHERE token_hash = ?1"), {token_hash}));
  if (!row) return std::optional<SignIn>();
  SignIn sign_in = sign_in_of(*row);
  constexpr std::size_t kToMinute = 16;  // length of "2026-03-01T09:30"
  if (const std::string time = now(); time.substr(0, kToMinute) != sign_in.last_seen.substr(0, kToMinute))
    TRY_DONE(database.run("UPDATE sign_ins SET last_seen = ?2 WHERE id = ?1", {sign_in.id, time}));
  return std::optional(sign_in);
}

Result<std::vector<SignIn>> list_sign_ins(Database& database, std::int64_t user_id) {
  return database.all(select_sign_ins("WHERE user_id = ?1 ORDER BY last_seen DESC"), {user_id}, sign_in_of);
}

Result<bool> remove_sign_in(Database& database, std::int64_t user_id, std::int64_t id) {
  TRY(const auto changed, database.run("DELETE FROM sign_ins WHERE id = ?2 AND user_id = ?1", {user_id, id}));
  return changed == 1;
}

Result<Done> remove_other_sign_ins(Database& database, std::int64_t user_id, std::int64_t kept) {
  TRY_DONE(database.run("DELETE FROM sign_ins WHERE user_id = ?1 AND id != ?2", {user_id, kept}));
  return Done{};
}

Result<std::int64_t> add_api_key(Database& database, std::int64_t user_id, const std::string& name,
                                 const std::string& key_hash) {
  return database.insert("INSERT INTO api_keys (user_id, name, key_hash, created) VALUES (?1, ?2, ?3, ?4)",
                         {user_id, name, key_hash, now()});
}

Result<std::optional<User>> find_user_of_key(Database& database, const std::string& key_hash) {
  TRY(const auto row,
      database.first(select_users("JOIN api_keys ON api_keys.user_id = users.id WHERE key_hash = ?1"),
                     {key_hash}));
  if (row)
    TRY_DONE(database.run(R"(UPDATE api_keys SET last_used = ?2
          WHERE key_hash = ?1 AND (last_used IS NULL OR substr(last_used, 1, 16) != substr(?2, 1, 16)))",
                          {key_hash, now()}));
  return user_of(row);
}

Result<std::vector<ApiKey>> list_api_keys(Database& database, std::int64_t user_id) {
  return database.all("SELECT id, name, created, last_used FROM api_keys WHERE user_id = ?1 ORDER BY id",
                      {user_id}, [](const Row& row) {
                        return ApiKey{row.integer(0), row.text(1), row.text(2), row.maybe_text(3)};
                      });
}

Result<bool> remove_api_key(Database& database, std::int64_t user_id, std::int64_t id) {
  TRY(const auto changed, database.run("DELETE FROM api_keys WHERE id = ?2 AND user_id = ?1", {user_id, id}));
  return changed == 1;
}

Result<Role> role_in(Database& database, std::int64_t project_id, std::int64_t user_id) {
  TRY(const auto row, database.first("SELECT role FROM members WHERE project_id = ?1 AND user_id = ?2",
                                     {project_id, user_id}));
  return row ? role_from(row->text(0)) : Role::None;
}

Result<std::vector<Member>> list_members(Database& database, std::int64_t project_id) {
  return database.all(
      R"(SELECT user_id, name, role FROM members
         JOIN users ON users.id = user_id WHERE project_id = ?1
         ORDER BY name)",
      {project_id}, [](const Row& row) {
        return Member{row.integer(0), row.text(1), role_from(row.text(2))};
      });
}

Result<Done> set_role(Database& database, std::int64_t project_id, std::int64_t user_id, Role role) {
  return database.all_or_nothing([&]() -> Result<Done> {
    if (role == Role::None) {
      TRY_DONE(
          database.run("DELETE FROM members WHERE project_id = ?1 AND user_id = ?2", {project_id, user_id}));
    } else {
      TRY_DONE(database.run(R"(INSERT INTO members (project_id, user_id, role)
            VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE
            SET role = excluded.role)",
                            {project_id, user_id, std::string(name_of(role))}));
    }
    TRY(const auto owners,
        database.first("SELECT count(*) FROM members WHERE project_id = ?1 AND role = 'owner'",
                       {project_id}));
    if (owners->integer(0) == 0)
      return fail(Fault::Conflict, "the project would have no owner; make another member an owner first");
    return Done{};
  });
}

Result<Done> note_audit(Database& database, const AuditEntry& entry) {
  TRY_DONE(database.run(R"(INSERT INTO audit (time, user_name, action, object, address, project)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6))",
                        {now(), entry.user_name, entry.action, entry.object, entry.address, entry.project}));
  return Done{};
}

Result<std::vector<AuditEntry>> list_audit(Database& database, std::int64_t before, std::int64_t most) {
  return database.all(
      R"(SELECT id, time, user_name, action, object, address, project
         FROM audit WHERE id < ?1 ORDER BY id DESC LIMIT ?2)",
      {before, most}, [](const Row& row) {
        return AuditEntry{row.integer(0), row.text(1), row.text(2), row.text(3),
                          row.text(4),    row.text(5), row.text(6)};
      });
}

Result<Done> give_all_projects(Database& database, std::int64_t user_id) {
  TRY_DONE(database.run(
      "INSERT OR IGNORE INTO members (project_id, user_id, role) SELECT id, ?1, 'owner' FROM projects",
      {user_id}));
  return Done{};
}

}  // namespace tinsmith::store
