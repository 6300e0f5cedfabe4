// serve/types.h — the table of the JSON types of the API.
//
// Request bodies are checked against it, and openapi.json and the web client's types are generated from it.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string_view>

#include "base/result.h"

namespace tinsmith::serve {

// One member of an object. `type` is one of
//   string, integer, number, boolean, fraction (0 to 1), any (JSON whose form another document describes)
//   red|green|blue                            one of these strings
//   Name                                      another row of the table
// followed by [] for a list of them, and by ? if the member may be absent or null.
struct Field {
  std::string_view name, type, message;
};

struct Type {
  std::string_view name;
  std::span<const Field> fields;
};

std::span<const Type> types();

// Finds a type by name; nullptr if there is none.
const Type* find_type(std::string_view name);

// Maximum length of a text and maximum number of elements in a list, for all fields.
inline constexpr std::size_t kMaxText_bytes = 4096;
inline constexpr std::size_t kMaxListLength = 10'000;

// Checks a body against a type. InvalidInput names the member that is missing,
// unknown, of another type, or too long.
Result<Done> check_body(const nlohmann::json& body, const Type& type);

// Returns whether the member may be absent or null.
bool is_optional(const Field& field);

// Return the JSON schema (draft 2020-12) for a `Field::type` or a Type, for openapi.json.
nlohmann::ordered_json schema_of(std::string_view type);
nlohmann::ordered_json schema_of(const Type& type);

}  // namespace tinsmith::serve
