// serve/authorize.h — authentication and authorization, which every request passes first.
#pragma once

#include <string>
#include <vector>

#include "serve/call.h"
#include "serve/routes.h"

namespace tinsmith::serve {

inline constexpr std::string_view kSessionCookie = "tinsmith_session";

// The parts of a request that are needed for the check.
struct Credentials {
  std::string host, origin, cookie_token, bearer_key, csrf_token;
};

// The reason when the page was loaded before the server was restarted: the page fetches the session
// again and repeats the request.
inline constexpr std::string_view kStaleToken = "stale_token";

// The refusal of a request: an HTTP status, a sentence with the reason, and, if programs can react to it, a
// reason code.
struct Refusal {
  int status = 403;
  std::string message;
  std::string_view reason = {};
};

// Checks the Host header against the allowed names with port: "127.0.0.1:8420". This refuses pages of another
// domain that resolves to this server (DNS rebinding).
bool is_allowed_host(const std::string& host, const std::vector<std::string>& allowed);

// Returns whether `origin` is the origin of pages of this host: "http://127.0.0.1:8420" for "127.0.0.1:8420".
bool is_own_origin(const std::string& origin, const std::string& host);

// Returns the user of the credentials; its is_known is false when they belong to nobody. In an installation
// without accounts, and only on loopback, it is the single user of this machine.
Result<Asker> asker_of(Installation& installation, const Credentials& credentials);

// Returns nullopt when the asker may call the route, and fills in `call.role`; otherwise the reason of the
// refusal.
Result<std::optional<Refusal>> authorize(Call& call, const Route& route, const Credentials& credentials);

// For phones. A paired phone adds pictures and classes to its project, and does nothing else.

// The prefix binds the cookie to this host, the whole path and TLS (RFC 6265bis, section 4.1.3.2).
inline constexpr std::string_view kPhoneCookie = "__Host-tinsmith_phone";

// The reason when the phone's project takes no pictures from phones at present.
inline constexpr std::string_view kCaptureEnded = "capture_ended";

// Fills in the phone that has the token, its project, and the person who paired it with the present role. Returns the reason when
// there is no such phone, or it may not work at present.
Result<std::optional<Refusal>> identify_phone(Call& call, const std::string& token);

// Returns nullopt when the sender may call the route; otherwise the reason of the refusal. As `identify_phone`, unless the route
// needs nothing.
Result<std::optional<Refusal>> authorize_phone(Call& call, const Route& route,
                                               const Credentials& credentials);

}  // namespace tinsmith::serve
