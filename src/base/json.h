// base/json.h — JSON values: nlohmann::json, with its parser and its writer compiled once instead of in every source.
//
// Sources include this header instead of <nlohmann/json.hpp>.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

extern template class nlohmann::detail::serializer<nlohmann::json>;
extern template class nlohmann::detail::serializer<nlohmann::ordered_json>;

namespace tinsmith {

// Returns the value of a text that may come from anybody. The value is discarded (`is_discarded()`) if the text is
// not JSON or is nested deeper than `max_depth` levels: the parser could read that, but functions that visit the
// value recursively could not.
nlohmann::json parse_json(std::string_view text, int max_depth = 64);

// Returns the JSON text of a value. Bytes that are not UTF-8, for example in names of files, become U+FFFD.
// `indent`: spaces per level; -1: all in one line.
std::string json_text(const nlohmann::json& value, int indent = -1);
std::string json_text(const nlohmann::ordered_json& value, int indent = -1);

}  // namespace tinsmith
