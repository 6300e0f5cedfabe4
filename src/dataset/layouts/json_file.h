// dataset/layouts/json_file.h — JSON label files, which may be hundreds of megabytes, read with simdjson.
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

// Deeper nesting is not a label file.
inline constexpr std::size_t kDeepestJson = 64;

// So many files are looked at before a source is believed to hold none of a layout.
inline constexpr std::size_t kFilesToLookAt = 16;
// True when one of the first files with those extensions is taken by its first bytes.
bool any_file_like(const Survey& survey, std::initializer_list<std::string_view> extensions,
                   bool (*is_like)(std::string_view path, std::string_view start));
// All files that are.
std::vector<std::string> files_like(const Survey& survey, std::initializer_list<std::string_view> extensions,
                                    bool (*is_like)(std::string_view path, std::string_view start));

// A parsed file; elements stay valid as long as it lives and parses nothing else.
class JsonFile {
 public:
  // Corrupt (not JSON, or too deep), InvalidInput (too large). `text` is UTF-8. NaN and Infinity, which
  // Python writes, are null.
  Result<Json> read(const Survey& survey, std::string_view path);
  Result<Json> parse(std::string_view text, std::string_view path);

 private:
  Result<Json> parse_held(std::string_view path);

  simdjson::dom::parser parser_;
  std::string text_;  // with room for simdjson's padding
};

// The elements of a list; none when the value is not a list, or the key is absent.
bool is_list(Json value);
std::vector<Json> list_of(Json value);
std::vector<Json> list_in(JsonObject object, std::string_view key);
bool has_list(JsonObject object, std::string_view key);

// The value of a key, of the asked kind; nothing when the key is absent or of another kind.
std::optional<JsonObject> object_in(JsonObject object, std::string_view key);
// The fields of the object at a key that are objects themselves; none when the key is absent.
std::vector<std::pair<std::string, JsonObject>> objects_in(JsonObject object, std::string_view key);
std::optional<std::string_view> text_in(JsonObject object, std::string_view key);
std::optional<double> number_in(JsonObject object, std::string_view key);

std::string text_of(Json value);  // of a text or a number; empty for others
// Beside those of text.
using files::number_of;
using files::whole_number_of;
std::optional<double> number_of(Json value);              // also a number written as text
std::optional<std::int64_t> whole_number_of(Json value);  // also 3.0, and "3"
std::optional<std::int64_t> whole_number_in(JsonObject object, std::string_view key);
bool flag_in(JsonObject object, std::string_view key);  // true, or a number that is not 0

}  // namespace tinsmith::dataset
