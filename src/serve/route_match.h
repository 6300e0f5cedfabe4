// serve/route_match.h — finds the route of a request.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "serve/routes.h"

namespace tinsmith::serve {

inline constexpr std::string_view kApi = "/api/v1";

struct RouteMatch {
  const Route* route;
  std::map<std::string, std::string, std::less<>>
      words;  // the {words} of its path, as they stand in the request
};

// Returns the first route of the table with this method and path; nullopt when there is none. HEAD is GET.
std::optional<RouteMatch> match_route(std::span<const Route> table, std::string_view method,
                                      std::string_view path);

}  // namespace tinsmith::serve
