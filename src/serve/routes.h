// serve/routes.h — the table of all routes of /api/v1.
//
// It is used by the server, openapi.json, the page about the API, the web
// client's types, and the test of roles.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "serve/types.h"

namespace tinsmith::serve {

class Call;
struct Reply;

enum class Method : std::uint8_t { Get, Post, Put, Patch, Delete };
std::string_view name_of(Method method);  // "GET"

// Who may call a route. Viewer to Owner are roles in the project that the path's {project} names; each role
// includes the rights of those before it. An owner of the installation is an owner of every project. For a
// user without a role in a project, the project does not exist (404). `Phone`: a phone that was paired with a project, which is
// then the project of the call.
enum class Needs : std::uint8_t {
  Nothing,
  SignIn,
  InstallationOwner,
  Viewer,
  Labeller,
  Editor,
  Owner,
  Phone
};
std::string_view name_of(Needs needs);

inline constexpr std::string_view kBytes = "bytes";    // a file, not JSON
inline constexpr std::string_view kEvents = "events";  // text/event-stream
inline constexpr std::string_view kSocket = "socket";  // a WebSocket; the handler sets Reply::socket

// A {word} of a path that is text, and the regular expression that it must match.
struct TextWord {
  std::string_view name, expression;
};
inline constexpr TextWord kTextWords[] = {
    {"file", "[A-Za-z0-9][A-Za-z0-9._-]*"},
    {"board", "[a-z0-9][a-z0-9-]*"},
    {"hash", "[0-9a-f]{64}"},
    {"key", "[A-Za-z0-9_-]{43}"},
};
// Returns the row of a word; nullptr for a number.
constexpr const TextWord* find_text_word(std::string_view name) {
  for (const TextWord& word : kTextWords)
    if (word.name == name) return &word;
  return nullptr;
}

// Whether the audit log records calls of a route. `ByRole`: all changes except those that need no more than a labeller, which are
// labels and pictures.
enum class Audit : std::uint8_t { ByRole, Always, Never };

struct Route {
  Method method;
  std::string_view path;  // below /api/v1; {words} are numbers, except those of kTextWords
  Needs needs;
  std::string_view takes;    // body: name of a Type, kBytes, or "" for none
  std::string_view answers;  // reply: likewise, kEvents or kSocket
  std::span<const Field> query;
  std::string_view message;
  Result<Reply> (*handle)(Call& call);
  Audit audit = Audit::ByRole;
};

std::span<const Route> routes();
// The routes of paired phones, which are answered at their address only (serve/phone_access.h).
std::span<const Route> phone_routes();

// Whether the audit log records calls of the route.
bool is_audited(const Route& route);

}  // namespace tinsmith::serve
