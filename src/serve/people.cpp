// Handlers for accounts, sign-ins, keys, members, and the audit log.
#include <algorithm>
#include <limits>

#include "serve/authorize.h"
#include "serve/call.h"
#include "serve/handlers.h"
#include "serve/names.h"
#include "serve/secrets.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

constexpr std::int64_t kMaxAudit = 500;
// A hash that matches no password. Checking against it takes as long as for an existing account, so timing
// does not reveal which accounts exist.
constexpr const char* kNobodysHash =
    "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$ZzPoK5Uav5PIXcdYkeUOSHVIoBV0o7dX5lJUY9dEXcE";

json user_json(const store::User& user) {
  return {{"id", user.id}, {"name", user.name}, {"is_owner", user.is_owner}, {"created", user.created}};
}

json session_json(const Asker& asker, std::int64_t users, bool is_loopback) {
  json session{{"mode", users == 0 && is_loopback ? "single" : "accounts"},
               {"needs_owner", users == 0},
               {"csrf_token", asker.csrf_token},
               {"version", TINSMITH_VERSION},
               {"user", nullptr}};
  if (asker.is_known)
    session["user"] = {
        {"id", asker.user_id}, {"name", asker.name}, {"is_owner", asker.is_owner}, {"created", ""}};
  return session;
}

// Signs the user in and adds the session cookie to the reply.
Result<Reply> begin_session(Call& call, const store::User& user) {
  TRY(auto database, call.database());
  const std::string token = random_token();
  store::SignIn sign_in;
  sign_in.user_id = user.id;
  sign_in.csrf_token = random_token();
  sign_in.address = call.address;
  sign_in.client = call.client;
  TRY_DONE(store::add_sign_in(*database, sign_in, hash_of_token(token)));
  Asker asker{true, user.id, user.name, user.is_owner, 0, sign_in.csrf_token, false};
  call.asker = asker;
  Reply reply(session_json(asker, 1, call.installation.is_loopback));
  constexpr int kLifetime_s = 30 * 24 * 3600;
  reply.headers["Set-Cookie"] =
      fmt::format("{}={}; Path=/; HttpOnly; SameSite=Strict; Max-Age={}", kSessionCookie, token, kLifetime_s);
  return reply;
}

// The checked values of a request for a new account.
struct NewAccount {
  std::string name, password_hash;
};
Result<NewAccount> new_account(const Call& call) {
  const auto name = call.body.at("name").get<std::string>(),
             password = call.body.at("password").get<std::string>();
  TRY_DONE(check_name(name, "a name"));
  TRY_DONE(check_password(password));
  TRY(auto hash, hash_of_password(password));
  return NewAccount{name, std::move(hash)};
}

json member_json(const store::Member& member) {
  return {{"user_id", member.user_id}, {"name", member.name}, {"role", store::name_of(member.role)}};
}

json everywhere_json(const store::User& user) {
  return {{"user_id", user.id},
          {"name", user.name},
          {"role", store::name_of(store::Role::Owner)},
          {"is_everywhere", true}};
}

json sign_in_json(const store::SignIn& one, const Asker& asker) {
  return {{"id", one.id},           {"created", one.created}, {"last_seen", one.last_seen},
          {"address", one.address}, {"client", one.client},   {"is_current", one.id == asker.sign_in_id}};
}

json key_json(const store::ApiKey& one) {
  json key{{"id", one.id}, {"name", one.name}, {"created", one.created}};
  if (one.last_used) key["last_used"] = *one.last_used;
  return key;
}

json audit_json(const store::AuditEntry& one) {
  return {{"id", one.id},          {"time", one.time},     {"user_name", one.user_name},
          {"action", one.action},  {"object", one.object}, {"address", one.address},
          {"project", one.project}};
}

Result<Reply> members_reply(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto members, store::list_members(*database, call.project()));
  TRY(const auto users, store::list_users(*database));
  Reply reply = list_reply("members", members, member_json);
  json others = json::array();
  for (const store::User& user : users) {
    const bool is_member = std::any_of(members.begin(), members.end(),
                                       [&](const store::Member& one) { return one.user_id == user.id; });
    if (is_member) continue;
    // Owners of the installation are owners of every project, whether they were added or not.
    if (user.is_owner) reply.body["members"].push_back(everywhere_json(user));
    if (!user.is_owner) others.push_back(user.name);
  }
  if (call.role == store::Role::Owner) reply.body["others"] = others;
  return reply;
}

}  // namespace

Result<Reply> get_session(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto users, store::count_users(*database));
  return Reply(session_json(call.asker, users, call.installation.is_loopback));
}

Result<Reply> sign_in(Call& call) {
  const auto name = call.body.at("name").get<std::string>(),
             password = call.body.at("password").get<std::string>();
  Attempts& attempts = call.installation.attempts;
  const std::string by_name = "name " + name, by_address = "address " + call.address;
  if (const auto wait = std::max(attempts.wait_for(by_name), attempts.wait_for(by_address)); wait.count() > 0)
    return fail(Fault::Refused, "too many attempts to sign in; try again in {} s", wait.count());
  TRY(auto database, call.database());
  TRY(const auto user, store::find_user_named(*database, name));
  const bool is_right = is_password(user ? user->password_hash : kNobodysHash, password) && user.has_value();
  if (!is_right) {
    attempts.note_failure(by_name);
    attempts.note_failure(by_address);
    return fail(Fault::Refused, "there is no account with that name and password");
  }
  attempts.note_success(by_name);
  attempts.note_success(by_address);
  return begin_session(call, *user);
}

Result<Reply> sign_out(Call& call) {
  if (call.asker.sign_in_id) {
    TRY(auto database, call.database());
    TRY_DONE(store::remove_sign_in(*database, call.asker.user_id, *call.asker.sign_in_id));
  }
  Reply reply(done());
  reply.headers["Set-Cookie"] =
      fmt::format("{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0", kSessionCookie);
  return reply;
}

Result<Reply> make_owner(Call& call) {
  TRY(const auto account, new_account(call));
  TRY(auto database, call.database());
  std::optional<store::User> owner;
  const auto made = database->all_or_nothing([&]() -> Result<Done> {
    TRY(const auto users, store::count_users(*database));
    if (users > 0) return fail(Fault::Conflict, "this installation already has an owner; sign in");
    TRY(const auto id, store::add_user(*database, account.name, account.password_hash, true));
    // Projects that were made before there were accounts now belong to the owner.
    TRY_DONE(store::give_all_projects(*database, id));
    TRY(owner, store::find_user(*database, id));
    return Done{};
  });
  if (!made) return made.error();
  return begin_session(call, *owner);
}

Result<Reply> change_password(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto user, store::find_user(*database, call.asker.user_id));
  if (!user)
    return fail(Fault::Conflict,
                "there are no accounts yet, so there is no password; create the owner's account first");
  if (!is_password(user->password_hash, call.body.at("old_password").get<std::string>()))
    return fail(Fault::InvalidInput, "the old password is not correct");
  const auto password = call.body.at("new_password").get<std::string>();
  TRY_DONE(check_password(password));
  TRY(const auto hash, hash_of_password(password));
  TRY_DONE(store::set_password(*database, user->id, hash));
  TRY_DONE(store::remove_other_sign_ins(*database, user->id, call.asker.sign_in_id.value_or(0)));
  return Reply(done("The password was changed; all your other sessions were ended."));
}

Result<Reply> list_sign_ins(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto sign_ins, store::list_sign_ins(*database, call.asker.user_id));
  return list_reply("sign_ins", sign_ins,
                    [&](const store::SignIn& one) { return sign_in_json(one, call.asker); });
}

Result<Reply> revoke_sign_in(Call& call) {
  TRY(auto database, call.database());
  TRY(const bool was_there, store::remove_sign_in(*database, call.asker.user_id, call.id("sign_in")));
  if (!was_there) return fail(Fault::NotFound, "there is no such session of your account");
  return Reply(done());
}

Result<Reply> list_keys(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto keys, store::list_api_keys(*database, call.asker.user_id));
  return list_reply("keys", keys, key_json);
}

Result<Reply> make_key(Call& call) {
  if (call.asker.user_id == 0)
    return fail(Fault::Conflict,
                "there are no accounts yet, so there are no keys; create the owner's account first");
  const auto name = call.body.at("name").get<std::string>();
  TRY_DONE(check_name(name, "a key's name"));
  const std::string key = random_token();
  TRY(auto database, call.database());
  TRY(const auto id, store::add_api_key(*database, call.asker.user_id, name, hash_of_token(key)));
  return Reply(json{{"id", id}, {"name", name}, {"created", store::now()}, {"key", key}});
}

Result<Reply> revoke_key(Call& call) {
  TRY(auto database, call.database());
  TRY(const bool was_there, store::remove_api_key(*database, call.asker.user_id, call.id("api_key")));
  if (!was_there) return fail(Fault::NotFound, "you have no such key");
  return Reply(done());
}

Result<Reply> list_users(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto users, store::list_users(*database));
  return list_reply("users", users, user_json);
}

Result<Reply> make_user(Call& call) {
  if (call.asker.user_id == 0)
    return fail(Fault::Conflict, "the first account must be the owner's; create it first");
  TRY(const auto account, new_account(call));
  TRY(auto database, call.database());
  TRY(const auto id, store::add_user(*database, account.name, account.password_hash,
                                     call.member<bool>("is_owner").value_or(false)));
  TRY(const auto user, store::find_user(*database, id));
  return Reply(user_json(*user));
}

Result<Reply> delete_user(Call& call) {
  TRY(auto database, call.database());
  TRY_DONE(store::remove_user(*database, call.id("user")));
  return Reply(done());
}

Result<Reply> list_audit(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto entries,
      store::list_audit(*database, call.whole("before").value_or(std::numeric_limits<std::int64_t>::max()),
                        std::clamp<std::int64_t>(call.whole("limit").value_or(100), 1, kMaxAudit)));
  return list_reply("entries", entries, audit_json);
}

Result<Reply> list_members(Call& call) {
  return members_reply(call);
}

Result<Reply> put_member(Call& call) {
  const auto name = call.body.at("name").get<std::string>();
  TRY(auto database, call.database());
  TRY(const auto user, store::find_user_named(*database, name));
  if (!user)
    return fail(Fault::NotFound, "there is no account '{}'; an owner of the installation can create it",
                name);
  TRY_DONE(store::set_role(*database, call.project(), user->id,
                           store::role_from(call.body.at("role").get<std::string>())));
  call.publish("project");
  return members_reply(call);
}

Result<Reply> delete_member(Call& call) {
  TRY(auto database, call.database());
  TRY_DONE(store::set_role(*database, call.project(), call.id("user"), store::Role::None));
  call.publish("project");
  return members_reply(call);
}

}  // namespace tinsmith::serve
