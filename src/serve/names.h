// serve/names.h — what people may call things.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace tinsmith::serve {

// 1 to 100 bytes of UTF-8 without control characters or blanks at the ends. `what`: "a project's name".
Result<Done> check_name(const std::string& name, std::string_view what);

}  // namespace tinsmith::serve
