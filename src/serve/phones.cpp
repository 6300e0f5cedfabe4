// Handlers for the capture by phone: those of the studio's pages, and those of the phones themselves.
#include <algorithm>

#include "dataset/class_name.h"
#include "serve/authorize.h"
#include "serve/call.h"
#include "serve/handlers.h"
#include "serve/names.h"
#include "serve/phone_access.h"
#include "serve/secrets.h"
#include "store/classes.h"
#include "store/phones.h"
#include "store/pictures.h"

namespace tinsmith::serve {
namespace {

using nlohmann::json;

json phone_json(const store::Phone& phone) {
  return {{"id", phone.id},
          {"name", phone.name},
          {"client", phone.client},
          {"created", phone.created},
          {"last_used", phone.last_used}};
}

// The account of the asker; nullopt: the single person of a studio without accounts.
std::optional<std::int64_t> account_of(const Call& call) {
  return call.asker.user_id == 0 ? std::nullopt : std::optional(call.asker.user_id);
}

std::string with_hyphen(const std::string& code) {
  const std::size_t half = code.size() / 2;
  return code.substr(0, half) + "-" + code.substr(half);
}

// Returns a code as it was made, from what a person has typed.
std::string typed_code(const std::string& text) {
  std::string code;
  for (const char letter : text) {
    if (letter >= 'a' && letter <= 'z') code += static_cast<char>(letter - 'a' + 'A');
    if ((letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9')) code += letter;
  }
  return code;
}

void add_access(const Call& call, const PhoneAccess& access, json& result) {
  for (const http::NetworkAddress& one : access.choices())
    result["choices"].push_back({{"host", one.host}, {"interface", one.interface}});
  const auto address = access.address_for(call.project());
  if (!address) return;
  result["address"] = address->origin;
  result["fingerprint"] = address->fingerprint;
  const PhoneCode code = access.code_of(call.project());
  result["code_state"] = name_of(code.state);
  if (code.state != PhoneCode::State::Waiting || code.user_id != account_of(call)) return;
  result["code"] = with_hyphen(code.text);
  // A fragment stays in the browser: it is in no request, and so in no log.
  result["url"] = address->origin + "/#" + code.text;
  result["code_left_s"] = code.left.count();
}

Result<Reply> capture_reply(Call& call) {
  TRY(auto database, call.database());
  TRY(const auto phones, store::list_phones(*database, call.project()));
  Reply reply = list_reply("phones", phones, phone_json);
  const PhoneAccess* access = call.installation.phones.get();
  const bool is_allowed = access != nullptr && access->is_allowed();
  reply.body.update({{"is_allowed", is_allowed}, {"choices", json::array()}, {"code_state", "none"}});
  if (is_allowed) add_access(call, *access, reply.body);
  return reply;
}

Result<Reply> project_reply_for_phone(Call& call, store::Database& database) {
  TRY(const auto project, project_of(call, database));
  json classes = json::array();
  for (const store::Class& one : project.classes) {
    store::PictureFilter filter;
    filter.class_id = one.id;
    TRY(const auto pictures, store::count_pictures(database, project.id, filter));
    classes.push_back({{"id", one.id}, {"name", one.name}, {"colour", one.colour}, {"pictures", pictures}});
  }
  return Reply(json{{"id", project.id},
                    {"name", project.name},
                    {"kind", scene::name_of(project.task)},
                    {"classes", std::move(classes)},
                    {"pictures", project.pictures},
                    {"may_add_class", call.role >= store::Role::Editor}});
}

std::string cookie_of_phone(const std::string& token, std::int64_t lifetime_s) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={}", kPhoneCookie, token,
                     lifetime_s);
}

}  // namespace

Result<Reply> get_phone_capture(Call& call) {
  return capture_reply(call);
}

Result<Reply> begin_phone_capture(Call& call) {
  PhoneAccess* access = call.installation.phones.get();
  if (access == nullptr) return fail(Fault::Unavailable, "this server has no address for phones");
  TRY_DONE(access->invite(call.project(), account_of(call), call.member<std::string>("host").value_or("")));
  call.publish("project", call.project());
  return capture_reply(call);
}

Result<Reply> end_phone_capture(Call& call) {
  if (PhoneAccess* access = call.installation.phones.get()) access->end(call.project());
  call.publish("project", call.project());
  return capture_reply(call);
}

Result<Reply> remove_phone(Call& call) {
  TRY(auto database, call.database());
  TRY(const bool was_there, store::remove_phone(*database, call.project(), call.id("phone")));
  if (!was_there) return fail(Fault::NotFound, "this project has no such phone");
  call.publish("project", call.project());
  return capture_reply(call);
}

Result<Reply> pair_phone(Call& call) {
  const std::string name = call.member<std::string>("name").value_or("");
  if (!name.empty()) TRY_DONE(check_name(name, "a phone's name"));
  Attempts& attempts = call.installation.attempts;
  const std::string by_address = "phone " + call.address;
  if (const auto wait = attempts.wait_for(by_address); wait.count() > 0)
    return fail(Fault::Refused, "too many wrong codes; try again in {} s", wait.count());
  PhoneAccess* access = call.installation.phones.get();
  if (access == nullptr) return fail(Fault::Unavailable, "this server has no address for phones");
  const auto pairing = access->redeem(typed_code(call.body.at("code").get<std::string>()));
  if (!pairing) {
    attempts.note_failure(by_address);
    return pairing.error();
  }
  attempts.note_success(by_address);
  const std::string token = random_token();
  TRY(auto database, call.database());
  store::Phone phone;
  phone.project_id = pairing->project;
  phone.user_id = pairing->user_id;
  phone.name = name;
  phone.client = call.client;
  TRY_DONE(store::add_phone(*database, phone, hash_of_token(token)));
  // From here on the call is one of that phone: for its reply, the audit log and the event.
  TRY(const auto refused, identify_phone(call, token));
  if (refused) return fail(Fault::Conflict, "{}", refused->message);
  call.publish("project", call.project());
  TRY(Reply reply, project_reply_for_phone(call, *database));
  reply.headers["Set-Cookie"] = cookie_of_phone(token, std::int64_t{store::kPhone_days} * 24 * 3600);
  return reply;
}

Result<Reply> get_phone_project(Call& call) {
  TRY(auto database, call.database());
  return project_reply_for_phone(call, *database);
}

Result<Reply> add_phone_class(Call& call) {
  if (call.role < store::Role::Editor)
    return fail(Fault::Refused, "only an editor of the project may add a class; ask one to add it");
  const auto name = call.body.at("name").get<std::string>();
  TRY_DONE(dataset::check_class_name(name));
  TRY(auto database, call.database());
  TRY_DONE(store::class_named(*database, call.project(), name));
  call.publish("project", call.project());
  return project_reply_for_phone(call, *database);
}

Result<Reply> leave_phone_project(Call& call) {
  TRY(auto database, call.database());
  TRY_DONE(store::remove_phone(*database, call.project(), call.phone->id));
  call.publish("project", call.project());
  Reply reply(done());
  reply.headers["Set-Cookie"] = cookie_of_phone("", 0);
  return reply;
}

}  // namespace tinsmith::serve
