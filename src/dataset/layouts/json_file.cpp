#include "dataset/layouts/json_file.h"

#include <algorithm>
#include <cmath>

#include "files/text.h"

namespace tinsmith::dataset {
namespace {

// Replaces NaN, Infinity and -Infinity by null. Python writes them for missing numbers, but they are not
// valid JSON. Returns nothing when the text has none of them outside its strings.
std::optional<std::string> without_non_numbers(std::string_view text) {
  constexpr std::string_view kWords[] = {"-Infinity", "Infinity", "NaN"};
  std::string out;
  std::size_t copied = 0;
  bool is_in_string = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '"') is_in_string = !is_in_string;
    if (text[at] == '\\' && is_in_string) ++at;
    if (is_in_string || (text[at] != 'N' && text[at] != 'I' && text[at] != '-')) continue;
    for (const std::string_view word : kWords) {
      if (text.substr(at, word.size()) != word) continue;
      out.append(text.substr(copied, at - copied)).append("null");
      copied = at + word.size();
      at = copied - 1;
      break;
    }
  }
  if (copied == 0) return std::nullopt;
  return out.append(text.substr(copied));
}

}  // namespace

Result<Json> JsonFile::read(const Survey& survey, std::string_view path) {
  TRY(text_, survey.text_of(path, kLargeLabelFile_bytes));
  return parse_held(path);
}

Result<Json> JsonFile::parse(std::string_view text, std::string_view path) {
  text_ = text;
  return parse_held(path);
}

Result<Json> JsonFile::parse_held(std::string_view path) {
  Json root;
  const auto parse = [&] {
    text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
    if (parser_.allocate(text_.size(), kMaxJsonDepth) != simdjson::SUCCESS) return simdjson::CAPACITY;
    return parser_.parse(reinterpret_cast<const std::uint8_t*>(text_.data()), text_.size(), false).get(root);
  };
  auto code = parse();
  if (code != simdjson::SUCCESS && code != simdjson::CAPACITY && code != simdjson::DEPTH_ERROR) {
    if (auto cleaned = without_non_numbers(text_)) {
      text_ = *std::move(cleaned);
      code = parse();
    }
  }
  if (code == simdjson::CAPACITY)
    return fail(Fault::InvalidInput, "{} is too large: {} bytes", path, text_.size());
  if (code == simdjson::DEPTH_ERROR)
    return fail(Fault::Corrupt, "{} is nested deeper than {} levels", path, kMaxJsonDepth);
  if (code != simdjson::SUCCESS)
    return fail(Fault::Corrupt, "{} is not JSON: {}", path, simdjson::error_message(code));
  return root;
}

bool any_file_like(const Survey& survey, std::initializer_list<std::string_view> extensions,
                   bool (*is_like)(std::string_view path, std::string_view start)) {
  std::vector<std::string> files = survey.with_extension(extensions);
  files.resize(std::min(files.size(), kFilesToLookAt));
  return std::any_of(files.begin(), files.end(), [&](const std::string& path) {
    return is_like(path, survey.start_of(path, Survey::kStart_bytes));
  });
}

std::vector<std::string> files_like(const Survey& survey, std::initializer_list<std::string_view> extensions,
                                    bool (*is_like)(std::string_view path, std::string_view start)) {
  std::vector<std::string> files = survey.with_extension(extensions);
  std::erase_if(files, [&](const std::string& path) {
    return !is_like(path, survey.start_of(path, Survey::kStart_bytes));
  });
  return files;
}

bool is_list(Json value) {
  return value.is_array();
}

std::vector<Json> list_of(Json value) {
  simdjson::dom::array array;
  if (value.get(array) != simdjson::SUCCESS) return {};
  return {array.begin(), array.end()};
}

std::vector<Json> list_in(JsonObject object, std::string_view key) {
  Json value;
  if (object[key].get(value) != simdjson::SUCCESS) return {};
  return list_of(value);
}

bool has_list(JsonObject object, std::string_view key) {
  Json value;
  return object[key].get(value) == simdjson::SUCCESS && is_list(value);
}

std::optional<JsonObject> object_in(JsonObject object, std::string_view key) {
  JsonObject inner;
  if (object[key].get(inner) != simdjson::SUCCESS) return std::nullopt;
  return inner;
}

std::vector<std::pair<std::string, JsonObject>> objects_in(JsonObject object, std::string_view key) {
  std::vector<std::pair<std::string, JsonObject>> objects;
  const auto outer = object_in(object, key);
  if (!outer) return objects;
  for (const auto field : *outer) {
    JsonObject inner;
    if (field.value.get(inner) == simdjson::SUCCESS) objects.emplace_back(field.key, inner);
  }
  return objects;
}

std::optional<std::string_view> text_in(JsonObject object, std::string_view key) {
  std::string_view text;
  if (object[key].get(text) != simdjson::SUCCESS) return std::nullopt;
  return text;
}

std::string text_of(Json value) {
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return std::string(trimmed(text));
  if (const auto whole = whole_number_of(value)) return std::to_string(*whole);
  const auto number = number_of(value);
  return number ? fmt::format("{}", *number) : std::string();
}

std::optional<double> number_of(Json value) {
  double number = 0;
  if (value.get(number) == simdjson::SUCCESS) return number;
  std::string_view text;
  if (value.get(text) == simdjson::SUCCESS) return number_of(trimmed(text));
  return std::nullopt;
}

std::optional<double> number_in(JsonObject object, std::string_view key) {
  Json value;
  if (object[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  return number_of(value);
}

std::optional<std::int64_t> whole_number_of(Json value) {
  std::int64_t whole = 0;
  if (value.get(whole) == simdjson::SUCCESS) return whole;
  const auto number = number_of(value);
  constexpr double kExact = 9007199254740992;  // 2^53: all integers up to here are exact doubles
  if (!number || std::abs(*number) > kExact || *number != std::floor(*number)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

std::optional<std::int64_t> whole_number_in(JsonObject object, std::string_view key) {
  Json value;
  if (object[key].get(value) != simdjson::SUCCESS) return std::nullopt;
  return whole_number_of(value);
}

bool flag_in(JsonObject object, std::string_view key) {
  Json value;
  if (object[key].get(value) != simdjson::SUCCESS) return false;
  bool flag = false;
  if (value.get(flag) == simdjson::SUCCESS) return flag;
  return number_of(value).value_or(0) != 0;
}

}  // namespace tinsmith::dataset
