// serve/types.h — the JSON that goes in and out of the API, as a table: what a body is checked against, what
// openapi.json says and what the web client's types are made from.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "base/result.h"

namespace tinsmith::serve {

// One member of an object. `type` is one of
//   string, integer, number, boolean, any     (any: JSON whose form another document gives)
//   red|green|blue                            one of these strings
//   Name                                      another row of the table
// followed by [] for a list of them, and by ? where the member may be absent or null.
struct Field {
  std::string_view name, type, says;
};

struct Type {
  std::string_view name;
  std::span<const Field> fields;
};

std::span<const Type> types();

// nullptr when there is none of that name.
const Type* find_type(std::string_view name);

// A text is no longer than this, a list no longer than that, whatever the field.
inline constexpr std::size_t kLongestText_bytes = 4096;
inline constexpr std::size_t kLongestList = 10'000;

// InvalidInput names the member that is missing, unknown, of another type, or too long.
Result<Done> check_body(const nlohmann::json& body, const Type& type);

// Whether the member may be absent or null.
bool is_optional(const Field& field);

// The JSON schema (draft 2020-12) of a `Field::type`, for openapi.json.
nlohmann::ordered_json schema_of(std::string_view type);
nlohmann::ordered_json schema_of(const Type& type);

}  // namespace tinsmith::serve
