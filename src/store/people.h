// store/people.h — user accounts, sessions, API keys, roles in projects, and the audit log.
//
// Secrets are stored only as hashes (made by serve/secrets.h).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "store/database.h"

namespace tinsmith::store {

struct User {
  std::int64_t id = 0;
  std::string name;
  std::string password_hash;
  bool is_owner = false;  // owner of the installation
  std::string created;
};

struct SignIn {
  std::int64_t id = 0;
  std::int64_t user_id = 0;
  std::string csrf_token, created, last_seen, address, client;
};

struct ApiKey {
  std::int64_t id = 0;
  std::string name, created;
  std::optional<std::string> last_used;
};

// Roles in a project; each includes the rights of those before it.
enum class Role : std::uint8_t { None, Viewer, Labeller, Editor, Owner };
std::string_view name_of(Role role);    // "viewer", …; "" for None
Role role_from(std::string_view name);  // None for an unknown name

struct Member {
  std::int64_t user_id = 0;
  std::string name;
  Role role = Role::None;
};

struct AuditEntry {
  std::int64_t id = 0;
  std::string time, user_name, action, object, address;
  std::string project;  // project name at that time; empty for actions outside a project
};

Result<std::int64_t> count_users(Database& database);
// Returns the new id. Conflict when the name is taken (case-insensitive).
Result<std::int64_t> add_user(Database& database, const std::string& name, const std::string& password_hash,
                              bool is_owner);
Result<std::optional<User>> find_user(Database& database, std::int64_t id);
Result<std::optional<User>> find_user_named(Database& database, const std::string& name);
Result<std::vector<User>> list_users(Database& database);
// Conflict when this is the last owner of the installation.
Result<Done> remove_user(Database& database, std::int64_t id);
Result<Done> set_password(Database& database, std::int64_t user_id, const std::string& password_hash);

Result<Done> add_sign_in(Database& database, const SignIn& sign_in, const std::string& token_hash);
// Also updates last_seen, at most once per minute.
Result<std::optional<SignIn>> find_sign_in(Database& database, const std::string& token_hash);
Result<std::vector<SignIn>> list_sign_ins(Database& database, std::int64_t user_id);
// Returns false when the user has no session with this id.
Result<bool> remove_sign_in(Database& database, std::int64_t user_id, std::int64_t id);
Result<Done> remove_other_sign_ins(Database& database, std::int64_t user_id, std::int64_t kept);

Result<std::int64_t> add_api_key(Database& database, std::int64_t user_id, const std::string& name,
                                 const std::string& key_hash);
Result<std::optional<User>> find_user_of_key(Database& database, const std::string& key_hash);
Result<std::vector<ApiKey>> list_api_keys(Database& database, std::int64_t user_id);
Result<bool> remove_api_key(Database& database, std::int64_t user_id, std::int64_t id);

Result<Role> role_in(Database& database, std::int64_t project_id, std::int64_t user_id);
Result<std::vector<Member>> list_members(Database& database, std::int64_t project_id);
// Role::None removes the member. Conflict when the project's last owner would lose that role.
Result<Done> set_role(Database& database, std::int64_t project_id, std::int64_t user_id, Role role);

// Makes the user owner of every project: of those that were made before there were accounts.
Result<Done> give_all_projects(Database& database, std::int64_t user_id);

Result<Done> note_audit(Database& database, const AuditEntry& entry);
// Returns the entries with an id below `before`, newest first.
Result<std::vector<AuditEntry>> list_audit(Database& database, std::int64_t before, std::int64_t most);

}  // namespace tinsmith::store
