// serve/route_page.h — the table of routes for people to read: a part of docs/api.md.
#pragma once

#include <string>

namespace tinsmith::serve {

// Markdown, a row a route.
std::string route_page();

}  // namespace tinsmith::serve
