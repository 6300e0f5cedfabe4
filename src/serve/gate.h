// serve/gate.h — who asks, and whether they may. Every request passes here before anything else of it is
// read.
#pragma once

#include <string>
#include <vector>

#include "serve/call.h"
#include "serve/routes.h"

namespace tinsmith::serve {

inline constexpr std::string_view kSessionCookie = "tinsmith_session";

// The parts of a request that the gate looks at.
struct Credentials {
  std::string host, origin, cookie_token, bearer_key, csrf_token;
};

// The page was loaded before the server was started anew: it fetches the session again and repeats the
// request.
inline constexpr std::string_view kStaleToken = "stale_token";

// Why somebody may not: an HTTP status, a sentence, and a word that programs act upon where there is one.
struct Refusal {
  int status = 403;
  std::string says;
  std::string_view reason = {};
};

// The names this server may be called by, with port: "127.0.0.1:8420". A page of another name that leads here
// (DNS rebinding) is turned away.
bool is_allowed_host(const std::string& host, const std::vector<std::string>& allowed);

// Whoever it is; not known when the credentials are nobody's. Without accounts, and on loopback only, it is
// the one person at this machine.
Result<Asker> asker_of(Installation& installation, const Credentials& credentials);

// Nothing when the asker may call the route; fills in `call.role`.
Result<std::optional<Refusal>> check_gate(Call& call, const Route& route, const Credentials& credentials);

}  // namespace tinsmith::serve
