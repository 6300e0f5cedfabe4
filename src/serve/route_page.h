// serve/route_page.h — the table of routes for people, which is a part of docs/api.md.
#pragma once

#include <string>

namespace tinsmith::serve {

// Returns the table in Markdown, one row per route.
std::string route_page();

}  // namespace tinsmith::serve
