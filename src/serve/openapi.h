// serve/openapi.h — the API described for programs (OpenAPI 3.1) from the tables of routes and types.
#pragma once

#include <nlohmann/json.hpp>

namespace tinsmith::serve {

nlohmann::ordered_json openapi();

}  // namespace tinsmith::serve
