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

// Who may call a route. The last four are roles in the project that the path's {project} names; each role
// includes the rights of those before it. An owner of the installation is an owner of every project. For a
// user without a role in a project, the project does not exist (404).
enum class Needs : std::uint8_t { Nothing, SignIn, InstallationOwner, Viewer, Labeller, Editor, Owner };
std::string_view name_of(Needs needs);

inline constexpr std::string_view kBytes = "bytes";    // a file, not JSON
inline constexpr std::string_view kEvents = "events";  // text/event-stream

struct Route {
  Method method;
  std::string_view path;  // below /api/v1; {words} are numbers, except {file}, {hash} and {key}
  Needs needs;
  std::string_view takes;    // body: name of a Type, kBytes, or "" for none
  std::string_view answers;  // reply: likewise, or kEvents
  std::span<const Field> query;
  std::string_view message;
  Result<Reply> (*handle)(Call& call);
};

std::span<const Route> routes();

}  // namespace tinsmith::serve
