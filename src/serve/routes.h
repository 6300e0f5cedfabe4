// serve/routes.h — every route of /api/v1, as a table: the server, openapi.json, the page about the API, the
// web client's types and the test of who may do what all read it.
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

// Who may call a route. The last four are roles in the project that the path's {project} names; each may do
// what those before it may. An owner of the installation is owner of every project. To whoever has no role
// in a project it is not there (404).
enum class Needs : std::uint8_t { Nothing, SignIn, InstallationOwner, Viewer, Labeller, Editor, Owner };
std::string_view name_of(Needs needs);

inline constexpr std::string_view kBytes = "bytes";    // a file, not JSON
inline constexpr std::string_view kEvents = "events";  // text/event-stream

struct Route {
  Method method;
  std::string_view path;  // below /api/v1; {words} are numbers, but for {file}, {hash} and {key}
  Needs needs;
  std::string_view takes;    // name of a Type, kBytes, or "" for nothing
  std::string_view answers;  // likewise, or kEvents
  std::span<const Field> query;
  std::string_view says;
  Result<Reply> (*handle)(Call& call);
};

std::span<const Route> routes();

}  // namespace tinsmith::serve
