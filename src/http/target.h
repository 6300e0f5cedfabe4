// http/target.h — reads the target of a request: "/a%20b?name=value".
#pragma once

#include "http/message.h"

namespace tinsmith::http {

// Returns the text with %XX decoded, and '+' as a space if it is a part of a query. A '%' that no two hexadecimal digits follow
// is kept.
std::string decoded(std::string_view text, bool is_query);

// Fills in the path and the query from the target. Returns false when the target is not a path.
bool read_target(Request& request);

}  // namespace tinsmith::http
