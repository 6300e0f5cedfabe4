// serve/openapi.h — generates the OpenAPI 3.1 description of the API from the tables of routes and types.
#pragma once

#include "base/json.h"

namespace tinsmith::serve {

nlohmann::ordered_json openapi();

}  // namespace tinsmith::serve
