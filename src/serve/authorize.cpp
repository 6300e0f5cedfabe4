#include "serve/authorize.h"

#include <algorithm>

#include "serve/secrets.h"
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
      return store::Role::None;
  }
  return store::Role::Owner;
}

// Returns whether `origin` is the origin of pages of this host: "http://127.0.0.1:8420" for "127.0.0.1:8420".
bool is_own_origin(const std::string& origin, const std::string& host) {
  return origin == "http://" + host || origin == "https://" + host;
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

}  // namespace

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

}  // namespace tinsmith::serve
