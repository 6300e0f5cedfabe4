#include "serve/authorize.h"

#include <algorithm>

#include "serve/phone_access.h"
#include "serve/secrets.h"
#include "store/phones.h"
#include "store/projects.h"

namespace tinsmith::serve {
namespace {

store::Role role_needed(Needs needs) {
  switch (needs) {
    case Needs::Viewer:
      return store::Role::Viewer;
    case Needs::Labeller:
      return store::Role::Labeller;
    case Needs::Editor:
      return store::Role::Editor;
    case Needs::Owner:
      return store::Role::Owner;
    case Needs::Nothing:
    case Needs::SignIn:
    case Needs::InstallationOwner:
    case Needs::Phone:
      return store::Role::None;
  }
  return store::Role::Owner;
}

// CSRF protection. A changing request from a browser must prove that our own page sent it: by its origin and,
// if it uses the rights of a user, by the token that only our pages can read.
std::optional<Refusal> check_not_forged(const Route& route, const Credentials& credentials,
                                        const Asker& asker) {
  if (asker.has_key) return std::nullopt;
  // A browser lets pages of every site open WebSockets, with the cookies of this one and without the token. So the
  // origin has to be there, and to be ours.
  if (route.answers == kSocket) {
    if (is_own_origin(credentials.origin, credentials.host)) return std::nullopt;
    return Refusal{403, "this WebSocket was not opened by a page of this server; a program sends an API key"};
  }
  if (route.method == Method::Get) return std::nullopt;
  if (!credentials.origin.empty() && !is_own_origin(credentials.origin, credentials.host))
    return Refusal{403, "this request was sent by a page of another server"};
  if (route.needs == Needs::Nothing || is_same_secret(credentials.csrf_token, asker.csrf_token))
    return std::nullopt;
  return Refusal{403,
                 "the server was restarted after this page was loaded; reload the page (a script sends an "
                 "API key, or the token from the response of GET /api/v1/session)",
                 kStaleToken};
}

Result<std::optional<Refusal>> check_role(Call& call, const Route& route) {
  TRY(auto database, call.database());
  TRY(const auto project, store::project_name(*database, call.project()));
  if (project) {
    call.project_name = *project;
    if (call.asker.is_owner) {
      call.role = store::Role::Owner;
    } else {
      TRY(call.role, store::role_in(*database, call.project(), call.asker.user_id));
    }
  }
  // Users without a role receive the same error as for a project that does not exist.
  if (call.role == store::Role::None)
    return std::optional(Refusal{404, fmt::format("there is no project {}", call.project())});
  if (call.role < role_needed(route.needs))
    return std::optional(
        Refusal{403, fmt::format("this needs the role {} in the project; yours is {}",
                                 store::name_of(role_needed(route.needs)), store::name_of(call.role))});
  return std::optional<Refusal>();
}

using Refused = std::optional<Refusal>;

Refused not_paired() {
  return Refusal{401, "this phone is not paired; get a code on the Capture page of the computer"};
}

// Returns the person who paired the phone; not known when there is no such account any more. A phone of a studio without accounts
// is not taken over when there are some.
Result<Asker> person_of(store::Database& database, const store::Phone& phone) {
  TRY(const auto users, store::count_users(database));
  if (!phone.user_id) return users == 0 ? Asker{true, 0, "you", true, {}, "", false} : Asker();
  TRY(const auto user, store::find_user(database, *phone.user_id));
  return user ? Asker{true, user->id, user->name, user->is_owner, {}, "", false} : Asker();
}

}  // namespace

bool is_own_origin(const std::string& origin, const std::string& host) {
  return origin == "http://" + host || origin == "https://" + host;
}

bool is_allowed_host(const std::string& host, const std::vector<std::string>& allowed) {
  return std::find(allowed.begin(), allowed.end(), host) != allowed.end();
}

Result<Asker> asker_of(Installation& installation, const Credentials& credentials) {
  TRY(auto database, installation.store.connect());
  TRY(const auto users, store::count_users(*database));
  if (users == 0) {
    if (!installation.is_loopback) return Asker();
    return Asker{true, 0, "you", true, std::nullopt, installation.single_csrf_token, false};
  }
  if (!credentials.bearer_key.empty()) {
    TRY(const auto user, store::find_user_of_key(*database, hash_of_token(credentials.bearer_key)));
    if (!user) return Asker();
    return Asker{true, user->id, user->name, user->is_owner, std::nullopt, "", true};
  }
  if (credentials.cookie_token.empty()) return Asker();
  TRY(const auto sign_in, store::find_sign_in(*database, hash_of_token(credentials.cookie_token)));
  if (!sign_in) return Asker();
  TRY(const auto user, store::find_user(*database, sign_in->user_id));
  if (!user) return Asker();
  return Asker{true, user->id, user->name, user->is_owner, sign_in->id, sign_in->csrf_token, false};
}

Result<std::optional<Refusal>> authorize(Call& call, const Route& route, const Credentials& credentials) {
  if (route.needs != Needs::Nothing && !call.asker.is_known)
    return std::optional(Refusal{401, "sign in first"});
  if (auto forged = check_not_forged(route, credentials, call.asker)) return forged;
  if (route.needs == Needs::InstallationOwner && !call.asker.is_owner)
    return std::optional(Refusal{403, "only an owner of this installation has the permission for this"});
  if (role_needed(route.needs) == store::Role::None) return std::optional<Refusal>();
  return check_role(call, route);
}

Result<std::optional<Refusal>> identify_phone(Call& call, const std::string& token) {
  if (token.empty()) return not_paired();
  TRY(auto database, call.database());
  TRY(call.phone, store::find_phone(*database, hash_of_token(token)));
  if (!call.phone) return not_paired();
  const std::int64_t project = call.phone->project_id;
  TRY(call.asker, person_of(*database, *call.phone));
  if (!call.asker.is_known) return not_paired();
  call.role = store::Role::Owner;
  if (!call.asker.is_owner) {
    TRY(call.role, store::role_in(*database, project, call.asker.user_id));
  }
  if (call.role < store::Role::Labeller)
    return Refused(Refusal{403, "the person who paired this phone may no longer add pictures"});
  TRY(const auto name, store::project_name(*database, project));
  call.project_name = name.value_or("");
  call.path_words["project"] = std::to_string(project);
  PhoneAccess* access = call.installation.phones.get();
  if (access == nullptr || !access->use(project))
    return Refused(Refusal{
        403, "the computer takes no pictures from phones for this project now; press Use a phone there",
        kCaptureEnded});
  return Refused();
}

Result<std::optional<Refusal>> authorize_phone(Call& call, const Route& route,
                                               const Credentials& credentials) {
  // Browsers send the origin with every request that changes something.
  if (route.method != Method::Get &&
      (credentials.origin.empty() || !is_own_origin(credentials.origin, credentials.host)))
    return Refused(Refusal{403, "this request was not sent by the page for phones"});
  if (route.needs == Needs::Nothing) return Refused();
  return identify_phone(call, credentials.cookie_token);
}

}  // namespace tinsmith::serve
