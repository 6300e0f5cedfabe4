// dataset/layouts/json_file.h — reads JSON label files, which may have hundreds of megabytes, with simdjson.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "dataset/survey.h"
#include "files/text.h"

namespace tinsmith::dataset {

using Json = simdjson::dom::element;
using JsonObject = simdjson::dom::object;

// Max nesting depth of a label file.
inline constexpr std::size_t kMaxJsonDepth = 64;

// Max number of files that are examined before a layout is ruled out.
inline constexpr std::size_t kFilesToLookAt = 16;
// True when `is_like` accepts one of the first files with those extensions, by its first bytes.
bool any_file_like(const Survey& survey, std::initializer_list<std::string_view> extensions,
                   bool (*is_like)(std::string_view path, std::string_view start));
// Returns all files that `is_like` accepts.
std::vector<std::string> files_like(const Survey& survey, std::initializer_list<std::string_view> extensions,
                                    bool (*is_like)(std::string_view path, std::string_view start));

// A parsed file. Its elements are valid until the file is destroyed or parses another text.
class JsonFile {
 public:
  // `read` parses a file of the source, `parse` parses `text` (UTF-8; `path` is used in messages). NaN and
  // Infinity, which Python writes, are read as null. Corrupt (not JSON, or nested too deeply),
  // InvalidInput (too large).
  Result<Json> read(const Survey& survey, std::string_view path);
  Result<Json> parse(std::string_view text, std::string_view path);

 private:
  Result<Json> parse_held(std::string_view path);

  simdjson::dom::parser parser_;
  std::string text_;  // with capacity for simdjson's padding
};

// list_of and list_in return the elements of a list, and none when the value is not a list or the
// key is absent.
bool is_list(Json value);
std::vector<Json> list_of(Json value);
std::vector<Json> list_in(JsonObject object, std::string_view key);
bool has_list(JsonObject object, std::string_view key);

// These functions return the value of a key, or nothing when the key is absent or its value has another type.
std::optional<JsonObject> object_in(JsonObject object, std::string_view key);
// Returns the fields of the object at a key whose values are objects; none when the key is absent.
std::vector<std::pair<std::string, JsonObject>> objects_in(JsonObject object, std::string_view key);
std::optional<std::string_view> text_in(JsonObject object, std::string_view key);
std::optional<double> number_in(JsonObject object, std::string_view key);

std::string text_of(Json value);  // of a string or a number; empty for other types
// Keeps the overloads for text visible next to those below.
using files::number_of;
using files::whole_number_of;
std::optional<double> number_of(Json value);              // also accepts a number in a string
std::optional<std::int64_t> whole_number_of(Json value);  // also accepts 3.0 and "3"
std::optional<std::int64_t> whole_number_in(JsonObject object, std::string_view key);
bool flag_in(JsonObject object, std::string_view key);  // true, or a number that is not 0

}  // namespace tinsmith::dataset
