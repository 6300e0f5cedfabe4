// serve/names.h — the rules for names that people choose.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tinsmith::serve {

// Checks that a name has 1 to 100 bytes of UTF-8 without control characters, and no blanks at its ends.
// `what` is used in the message: "a project's name".
Result<Done> check_name(const std::string& name, std::string_view what);

}  // namespace tinsmith::serve
